import type { TopicPartition } from '../../../protocol/topic-partition.js';
import { compareStrings } from '../../../util/compare.js';
import { errorMessage, exceptionText } from './errors.js';
import { LEAST_WIDTH, type ToolOutput, tableLines } from './table.js';

/** What became of the offset of one partition: 'NONE' or the error. */
export interface DeletedOffset {
  readonly tp: TopicPartition;
  readonly error: string;
}

/**
 * What `kafka-consumer-groups --delete-offsets` prints. `error` is that of the whole request, or else the first of
 * a partition. Kafka: ConsumerGroupCommand.deleteOffsets.
 */
export function deleteOffsetsText(
  group: string,
  error: string,
  partitions: readonly DeletedOffset[],
): ToolOutput {
  // By the text `orders10`, as there: partition 10 stands before partition 2.
  const name = ({ tp }: DeletedOffset) => `${tp.topic}${tp.partition}`;
  const rows = partitions.toSorted((a, b) => compareStrings(name(a), name(b)));
  const fixed = { width: LEAST_WIDTH, grows: false };
  const table = tableLines(rows, [
    { ...fixed, header: 'TOPIC', grows: true, cell: ({ tp }) => tp.topic },
    { ...fixed, header: 'PARTITION', width: 10, cell: ({ tp }) => `${tp.partition}` },
    { ...fixed, header: 'STATUS', cell: (row) => status(row.error) },
  ]);
  return { out: [...headline(group, error), '', ...table], err: [] };
}

function status(error: string): string {
  return error === 'NONE' ? 'Successful' : `Error: ${exceptionText(error)}`;
}

function headline(group: string, error: string): string[] {
  switch (error) {
    case 'NONE':
      return [`Request succeeded for deleting offsets from group ${group}.`];
    case 'INVALID_GROUP_ID':
    case 'GROUP_ID_NOT_FOUND':
    case 'NON_EMPTY_GROUP':
      return ['', `Error: ${errorMessage(error)}`];
    case 'GROUP_SUBSCRIBED_TO_TOPIC':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return ['', 'Error: Encountered some partition-level error, see the follow-up details.'];
    default:
      return ['', `Error: Encountered some unknown error: ${error}`];
  }
}

/** What `kafka-consumer-groups --delete --group` prints for one group; `error` is 'NONE' if it is gone. */
export function deleteGroupText(group: string, error: string): ToolOutput {
  if (error === 'NONE') {
    return { out: [`Deletion of requested consumer groups ('${group}') was successful.`], err: [] };
  }
  const why = `* Group '${group}' could not be deleted due to: ${exceptionText(error)}`;
  return { out: ['', 'Error: Deletion of some consumer groups failed:', why], err: [] };
}
