import { javaStringHash, kafkaAbs } from '../util/java-hash.js';
import { utf8Bytes } from '../util/utf8.js';

/**
 * The partition of a record with a key, of `partitions`: what every client in Java's manner agrees on.
 * Kafka: BuiltInPartitioner.partitionForKey.
 */
export function partitionForKey(key: string, partitions: number): number {
  const hash = isAscii(key)
    ? murmur2Of(key.length, (i) => key.charCodeAt(i))
    : murmur2(utf8Bytes(key));
  return toPositive(hash) % partitions;
}

/** Then its UTF-8 bytes are its characters, and need not be made. */
function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
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
  return murmur2Of(bytes.length, (i) => bytes[i] ?? 0);
}

function murmur2Of(length: number, byte: (i: number) => number): number {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const word = byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
    const k = Math.imul(word, m);
    h = Math.imul(h, m) ^ Math.imul(k ^ (k >>> 24), m);
  }
  const rest = length - whole;
  if (rest >= 3) h ^= byte(whole + 2) << 16;
  if (rest >= 2) h ^= byte(whole + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ byte(whole), m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}
