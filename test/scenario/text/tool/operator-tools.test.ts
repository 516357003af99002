import { describe, expect, it } from 'vitest';
import { TopicPartition } from '../../../../src/protocol/topic-partition.js';
import { deleteGroupText, deleteOffsetsText } from '../../../../src/scenario/text/tool/delete.js';
import {
  resetFailedText,
  resetOffsetsText,
  resetRefusedText,
} from '../../../../src/scenario/text/tool/reset-offsets.js';
import { recorded } from './recording.js';

const orders = (partition: number) => new TopicPartition('orders', partition);
const offsets = (...list: number[]) => list.map((offset, i) => ({ tp: orders(i), offset }));

describe('--reset-offsets', () => {
  it('prints the new offsets', () => {
    expect(resetOffsetsText('audit', offsets(15, 20, 0))).toEqual(
      recorded('--reset-offsets --group audit --topic orders --to-offset 500 --execute'),
    );
    expect(resetOffsetsText('audit', offsets(12, 17, 0))).toEqual(
      recorded('--reset-offsets --group audit --all-topics --shift-by -3 --execute'),
    );
  });

  it('refuses a group that is not inactive, and prints an empty table', () => {
    expect(resetRefusedText('billing', 'Stable')).toEqual(
      recorded('--reset-offsets --group billing --topic orders --to-earliest --execute'),
    );
  });

  it('names the partitions whose commit was refused', () => {
    expect(resetFailedText(offsets(1, 2)).out).toEqual([
      '',
      'Error: Executing consumer group command failed due to ' +
        'Failed altering consumer group offsets for the following partitions: [orders-0, orders-1]',
    ]);
  });
});

describe('--delete-offsets', () => {
  it('prints what became of each partition', () => {
    const forbidden = 'GROUP_SUBSCRIBED_TO_TOPIC';
    const partitions = [2, 0, 1].map((p) => ({ tp: orders(p), error: forbidden }));
    expect(deleteOffsetsText('billing', forbidden, partitions)).toEqual(
      recorded('--delete-offsets --group billing --topic orders'),
    );
    expect(deleteOffsetsText('audit', 'NONE', [{ tp: orders(2), error: 'NONE' }])).toEqual(
      recorded('--delete-offsets --group audit --topic orders:2'),
    );
  });

  it('says what is wrong with the group', () => {
    const { out } = deleteOffsetsText('nobody', 'GROUP_ID_NOT_FOUND', []);
    expect(out.slice(0, 3)).toEqual(['', 'Error: The group id does not exist.', '']);
  });

  it('sorts as text, as the tool does', () => {
    const partitions = [2, 10].map((p) => ({ tp: orders(p), error: 'NONE' }));
    const { out } = deleteOffsetsText('audit', 'NONE', partitions);
    expect(out.slice(3).map((line) => line.split(/ +/)[1])).toEqual(['10', '2']);
  });
});

describe('--delete', () => {
  it('says that the group is gone, or why it is not', () => {
    const gone = recorded('--delete --group audit'); // the first of two: the second finds nothing
    expect(deleteGroupText('audit', 'NONE')).toEqual(gone);
    expect(deleteGroupText('billing', 'NON_EMPTY_GROUP')).toEqual(
      recorded('--delete --group billing'),
    );
    expect(deleteGroupText('audit', 'GROUP_ID_NOT_FOUND').out.at(-1)).toBe(
      "* Group 'audit' could not be deleted due to: " +
        'org.apache.kafka.common.errors.GroupIdNotFoundException: The group id does not exist.',
    );
  });
});
