import { expect, it } from 'vitest';
import { recordLines } from '../../../src/scenario/text/records-text.js';
import { play, STORY } from './support.js';

const { world } = play(STORY);

it('shows records one a line, with quotes where a text could be taken for something else', () => {
  expect(recordLines(world, 'orders')).toEqual([
    'orders-0@0  0.000  key=ada  value=null',
    'orders-0@1  0.000  key="two words"  value=null',
    'orders-0@2  0.000  key=ada  value=null',
  ]);
});

it('decodes __consumer_offsets', () => {
  const lines = recordLines(world, '__consumer_offsets') ?? [];
  expect(lines.some((line) => /^__consumer_offsets-9@\d+ /.test(line))).toBe(true);
  const text = lines.map((line) => line.replace(/^\S+ +\S+ +/, ''));
  expect(text).toContain(
    'GroupMetadata  group=billing  generation=1 protocolType=consumer protocol=range leader=c1-1' +
      '  members=1 (c1-1, client c1 at /127.0.0.1, owns orders-0)',
  );
  expect(text.at(-1)).toMatch(
    /^OffsetCommit {2}group=billing partition=orders-0 {2}offset=3 leaderEpoch=0 metadata="" committed=\d+\.\d{3}$/,
  );
});

it('shows tombstones', () => {
  const steps = '\n  - close: c2\n  - after: 1s\n    delete-group: billing\n  - after: 1s\n';
  const lines = recordLines(play(STORY + steps).world, '__consumer_offsets') ?? [];
  const last = lines.slice(-2).map((line) => line.replace(/^\S+ +\S+ +/, ''));
  expect(last).toEqual([
    'OffsetCommit  group=billing partition=orders-0  tombstone',
    'GroupMetadata  group=billing  tombstone',
  ]);
});

it('knows no other topic', () => {
  expect(recordLines(world, 'nothing')).toBeUndefined();
});
