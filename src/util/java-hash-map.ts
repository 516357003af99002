import { javaStringHash } from './java-hash.js';

/**
 * The order in which java.util.HashMap and HashSet iterate, without their hashing: buckets ascending, then the
 * order of arrival in the bucket. Kafka's assignors walk such maps, so that order decides who gets an odd
 * partition. Not emulated: the trees that Java makes of a bucket with eight keys in a table of at least 64.
 */
export interface JavaHashSet<K> {
  /** Of the table: 16, doubled when it gets more than three quarters full; it never shrinks. */
  capacity: number;
  /** Each key with its hash code, in order of arrival. */
  readonly hashes: Map<K, number>;
}

const DEFAULT_CAPACITY = 16;

export function makeJavaHashSet<K>(): JavaHashSet<K> {
  return { capacity: DEFAULT_CAPACITY, hashes: new Map() };
}

/** HashSet.add, HashMap.put: a new key goes to the end of its bucket. */
export function addKey<K>(set: JavaHashSet<K>, key: K, hash: number): void {
  set.hashes.set(key, hash);
  if (set.hashes.size > 0.75 * set.capacity) set.capacity *= 2;
}

export function removeKey<K>(set: JavaHashSet<K>, key: K): void {
  set.hashes.delete(key);
}

/** What `iterator().next()` gives; undefined if the set is empty. */
export function firstKey<K>(set: JavaHashSet<K>): K | undefined {
  let first: K | undefined;
  let lowest = set.capacity;
  for (const [key, hash] of set.hashes) {
    const bucket = bucketOf(hash, set.capacity);
    if (bucket >= lowest) continue;
    lowest = bucket;
    first = key;
  }
  return first;
}

/** The strings as a `new HashMap()` iterates them after a `put` of each in turn. */
export function javaPutOrder(keys: Iterable<string>): string[] {
  const set = makeJavaHashSet<string>();
  for (const key of keys) addKey(set, key, javaStringHash(key));
  return sorted(set);
}

/**
 * The strings as a `new HashMap()` iterates them after a `computeIfAbsent` of each in turn, which puts a new key
 * in front of its bucket and looks at the size of the table before it does.
 */
export function javaComputeIfAbsentOrder(keys: Iterable<string>): string[] {
  const set = makeJavaHashSet<string>();
  for (const key of keys) {
    if (set.hashes.has(key)) continue;
    if (set.hashes.size > 0.75 * set.capacity) set.capacity *= 2;
    set.hashes.set(key, javaStringHash(key));
  }
  const newestFirst = new Map([...set.hashes].reverse());
  return sorted({ capacity: set.capacity, hashes: newestFirst });
}

function sorted(set: JavaHashSet<string>): string[] {
  const buckets = [...set.hashes].map(
    ([key, hash]) => [key, bucketOf(hash, set.capacity)] as const,
  );
  buckets.sort(([, a], [, b]) => a - b); // stable: arrival order inside a bucket stays
  return buckets.map(([key]) => key);
}

function bucketOf(hash: number, capacity: number): number {
  return (hash ^ (hash >>> 16)) & (capacity - 1);
}
