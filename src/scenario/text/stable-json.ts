import { RecordBatch } from '../../protocol/record-batch.js';
import { TopicPartition } from '../../protocol/topic-partition.js';
import { compareStrings } from '../../util/compare.js';

/**
 * JSON that is the same text wherever it is written: keys by code units with `type` first, a partition as
 * `"orders-0"`, a Map as a list of pairs, and no number that JSON does not have.
 */
export function stableJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof TopicPartition) return JSON.stringify(value.key);
  if (value instanceof RecordBatch) return stableJson(batchFields(value));
  if (value instanceof Map) return stableJson([...value]);
  if (value instanceof Set) return stableJson([...value]);
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => rank(a) - rank(b) || compareStrings(a, b))
    .map(([key, member]) => `${JSON.stringify(key)}:${stableJson(member)}`);
  return `{${members.join(',')}}`;
}

/** What a reader looks at first. */
const FIRST = ['v', 'type', 'at', 'event', 'node'];

function rank(key: string): number {
  const place = FIRST.indexOf(key);
  return place < 0 ? FIRST.length : place;
}

/** A batch as it is on the wire: in memory it is put more tightly. */
function batchFields(batch: RecordBatch) {
  const { baseOffset, lastOffsetDelta, partitionLeaderEpoch, maxTimestamp, producer } = batch;
  const { records, offsetDeltas, sizeInBytes } = batch;
  const header = { baseOffset, lastOffsetDelta, partitionLeaderEpoch, maxTimestamp, producer };
  return { ...header, records, offsetDeltas, sizeInBytes };
}
