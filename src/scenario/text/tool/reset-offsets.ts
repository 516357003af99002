import type { PartitionOffset } from '../../../protocol/facts.js';
import { LEAST_WIDTH, type ToolOutput, tableLines } from './table.js';

/**
 * What `kafka-consumer-groups --reset-offsets` prints: the new offsets, of a dry run (`--dry-run`) as well.
 * Kafka: OffsetsUtils.printOffsetsToReset.
 */
export function resetOffsetsText(group: string, offsets: readonly PartitionOffset[]): ToolOutput {
  const fixed = { width: LEAST_WIDTH, grows: false };
  const table = tableLines(offsets, [
    // An empty table is as wide as its group all the same.
    { ...fixed, header: 'GROUP', width: Math.max(LEAST_WIDTH, group.length), cell: () => group },
    { ...fixed, header: 'TOPIC', grows: true, cell: ({ tp }) => tp.topic },
    { ...fixed, header: 'PARTITION', width: 10, cell: ({ tp }) => `${tp.partition}` },
    { ...fixed, header: 'NEW-OFFSET', width: 0, cell: ({ offset }) => `${offset}` },
  ]);
  return { out: ['', ...table], err: [] };
}

/** The same of a group that is neither Empty nor unknown: nothing changes, and the header stands there without rows. */
export function resetRefusedText(group: string, state: string): ToolOutput {
  const only = `Assignments can only be reset if the group '${group}' is inactive`;
  const error = `Error: ${only}, but the current state is ${state}.`;
  return { out: ['', error, ...resetOffsetsText(group, []).out], err: [] };
}

/** The same when the commit was refused, as it is when a member joined between the check and the commit. */
export function resetFailedText(offsets: readonly PartitionOffset[]): ToolOutput {
  const partitions = offsets.map(({ tp }) => tp.key).join(', ');
  const what = `Failed altering consumer group offsets for the following partitions: [${partitions}]`;
  return { out: ['', `Error: Executing consumer group command failed due to ${what}`], err: [] };
}
