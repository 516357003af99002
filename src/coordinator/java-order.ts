import { javaStringHash } from '../util/java-hash.js';

/**
 * The order in which a java.util.HashMap or HashSet, filled in the given order, iterates over these keys. Kafka lets
 * it show in two places: tied protocol votes, and the results of DeleteGroups.
 */
export function inJavaOrder(keys: readonly string[]): string[] {
  let capacity = 16;
  while (keys.length > capacity * 0.75) capacity *= 2;
  const bucket = (key: string): number => {
    const h = javaStringHash(key);
    return (h ^ (h >>> 16)) & (capacity - 1);
  };
  return [...keys].sort((a, b) => bucket(a) - bucket(b)); // stable: equal buckets keep their order
}
