import { javaStringHash, kafkaAbs } from '../util/java-hash.js';
import { utf8Bytes } from '../util/utf8.js';

/**
 * The partition of a record with a key, of `partitions`: what every client in Java's manner agrees on.
 * Kafka: BuiltInPartitioner.partitionForKey.
 */
export function partitionForKey(key: string, partitions: number): number {
  return partitionForKeyBytes(utf8Bytes(key), partitions);
}

export function partitionForKeyBytes(key: Uint8Array, partitions: number): number {
  return toPositive(murmur2(key)) % partitions;
}

/**
 * The partition of `__consumer_offsets` that holds a group, and so its coordinator.
 * Kafka: GroupCoordinatorService.partitionFor.
 */
export function groupPartition(groupId: string, partitions: number): number {
  return kafkaAbs(javaStringHash(groupId)) % partitions;
}

/** Drops the sign bit, unlike an absolute value. Kafka: Utils.toPositive. */
export function toPositive(hash: number): number {
  return hash & 0x7fffffff;
}

/** The signed 32-bit murmur2 hash with Kafka's seed. Kafka: Utils.murmur2. */
export function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995;
  const byte = (i: number): number => bytes[i] ?? 0;
  let h = 0x9747b28c ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const word = byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
    const k = Math.imul(word, m);
    h = Math.imul(h, m) ^ Math.imul(k ^ (k >>> 24), m);
  }
  const rest = bytes.length - whole;
  if (rest >= 3) h ^= byte(whole + 2) << 16;
  if (rest >= 2) h ^= byte(whole + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ byte(whole), m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}
