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

/**
 * The order in which Kafka's TimelineHashMap iterates over these keys: it shows when a shard with several groups is
 * loaded (equal timers) or lost (answers). `slots` is the size of its table, which grows with the map, never back.
 * Kafka: BaseHashTable.findSlot, and an iterator that empties each slot from its end.
 */
export function inTimelineOrder(keys: readonly string[], slots: number): string[] {
  const shift = 64n - BigInt(31 - Math.clz32(slots));
  const slotOf = (key: string): number => {
    const spread = BigInt.asUintN(64, BigInt(javaStringHash(key)) * FIBONACCI);
    return Number(spread >> shift);
  };
  return [...keys].reverse().sort((a, b) => slotOf(a) - slotOf(b));
}

const FIBONACCI = -7046029254386353131n;

/** The table's size after a key was added to a map of `size`. Kafka: BaseHashTable.baseAddOrReplace. */
export function slotsAfterAdd(size: number, slots: number): number {
  return (size + 1) * 0.75 > slots ? slots * 2 : slots;
}

export const MIN_SLOTS = 2;
