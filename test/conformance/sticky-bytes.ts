import { Buffer } from 'node:buffer';
import { encodeCooperativeUserData, encodeStickyUserData } from '../../src/assignor/user-data.js';
import type { Bytes } from '../../src/protocol/consumer-protocol.js';
import type { TopicPartitions } from '../../src/protocol/topic-partition.js';

/**
 * The user data of Kafka's sticky assignors, from the bytes in a recording to the text that cohort uses for them.
 * Bytes that Kafka cannot read become text that cohort cannot read.
 */
export function userDataFromHex(assignor: string, hex: string): Bytes {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length === 0) return '';
  const text = assignor === 'sticky' ? stickyFrom(bytes) : cooperativeFrom(bytes);
  return text ?? `base64:${bytes.toString('base64')}`;
}

/** CooperativeStickyAssignor: the generation. */
function cooperativeFrom(bytes: Buffer): Bytes | undefined {
  const generation = makeReader(bytes).int32();
  return generation === undefined ? undefined : encodeCooperativeUserData({ generation });
}

/** StickyAssignor: version 1, or else version 0, which has no generation. */
function stickyFrom(bytes: Buffer): Bytes | undefined {
  const reader = makeReader(bytes);
  const previousAssignment = reader.array(() => {
    const topic = reader.string();
    const partitions = topic === undefined ? undefined : reader.array(reader.int32);
    return topic === undefined || partitions === undefined ? undefined : { topic, partitions };
  });
  if (previousAssignment === undefined) return undefined;
  const generation = reader.int32();
  const known: readonly TopicPartitions[] = previousAssignment;
  return encodeStickyUserData(
    generation === undefined
      ? { previousAssignment: known }
      : { previousAssignment: known, generation },
  );
}

/** Reads Kafka's primitive types; undefined where the bytes do not hold one. */
function makeReader(bytes: Buffer) {
  let at = 0;
  const int32 = (): number | undefined => {
    if (at + 4 > bytes.length) return undefined;
    at += 4;
    return bytes.readInt32BE(at - 4);
  };
  const string = (): string | undefined => {
    if (at + 2 > bytes.length) return undefined;
    const length = bytes.readInt16BE(at);
    at += 2;
    if (length < 0 || at + length > bytes.length) return undefined;
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  function array<T>(item: () => T | undefined): T[] | undefined {
    const size = int32();
    if (size === undefined || size < 0 || size > bytes.length - at) return undefined;
    const items: T[] = [];
    for (let i = 0; i < size; i++) {
      const read = item();
      if (read === undefined) return undefined;
      items.push(read);
    }
    return items;
  }
  return { int32, string, array };
}
