import { describe, expect, it } from 'vitest';
import { TopicPartition } from '../../../src/protocol/topic-partition.js';
import { type DescribeOptions, describeGroup } from '../../../src/scenario/text/describe-group.js';
import type { GroupView, MemberView } from '../../../src/sim/observe.js';
import { recorded } from './tool/recording.js';

const ends: Readonly<Record<string, number>> = {
  'orders-0': 15,
  'orders-1': 20,
  'orders-2': 0,
  'refunds-0': 0,
};
const logEnd = (tp: TopicPartition) => ends[tp.key];

/** `orders-1`. */
function partition(name: string): TopicPartition {
  const dash = name.lastIndexOf('-');
  return new TopicPartition(name.slice(0, dash), Number(name.slice(dash + 1)));
}

function member(memberId: string, clientId: string, owns: string, instance?: string): MemberView {
  const assignment = owns === '' ? [] : owns.split(' ').map(partition);
  const groupInstanceId = instance ?? null;
  return { memberId, groupInstanceId, clientId, clientHost: '/127.0.0.1', assignment };
}

function group(name: string, over: Partial<GroupView>): GroupView {
  const empty = { generation: 1, protocolType: 'consumer', protocolName: '', members: [] };
  return { group: name, coordinator: 1, state: 'Empty', committed: [], ...empty, ...over };
}

/** `['orders-0', 10, 0]`: partition, offset, leader epoch. */
function committed(...list: readonly [name: string, offset: number, leaderEpoch: number][]) {
  return list.map(([name, offset, leaderEpoch]) => {
    return { tp: partition(name), offset, leaderEpoch };
  });
}

// In the order in which the coordinator named them, and partitions as a leader may list them.
const views: Readonly<Record<string, GroupView | undefined>> = {
  billing: group('billing', {
    state: 'Stable',
    protocolName: 'range',
    members: [
      member('billing-1-a1c601d2-7346-489e-81c3-0c8e5590aec5', 'billing-1', 'orders-1'),
      member('b3-5e872d31-cb0b-4c2c-9d01-76afd5884d1d', 'billing-3', 'refunds-0 orders-0', 'b3'),
      member('billing-2-fe2b3d67-8773-43b2-ba6e-f45b147eff75', 'billing-2', 'orders-2'),
    ],
    committed: committed(
      ['orders-0', 10, 0],
      ['orders-1', 20, 0],
      ['orders-2', 0, -1],
      ['refunds-0', 0, -1],
    ),
  }),
  audit: group('audit', {
    committed: committed(['orders-0', 15, 0], ['orders-1', 20, 0], ['orders-2', 0, -1]),
  }),
  returns: group('returns', {
    state: 'PreparingRebalance',
    protocolName: 'range', // of the last generation: the tool must not show it
    members: [
      member('returns-1-c451fc22-e54e-4a01-8745-2336d882f2e9', 'returns-1', 'refunds-0'),
      member('returns-2-03b1aa9f-5b35-4d7e-95a0-b63632534654', 'returns-2', ''),
    ],
  }),
};

const asked: readonly [flags: string, options: DescribeOptions][] = [
  ['', {}],
  [' --offsets --verbose', { view: 'offsets', verbose: true }],
  [' --members', { view: 'members' }],
  [' --members --verbose', { view: 'members', verbose: true }],
  [' --state', { view: 'state' }],
  [' --state --verbose', { view: 'state', verbose: true }],
];

describe.each(['billing', 'audit', 'returns', 'nobody'])('--describe --group %s', (name) => {
  it.each(asked)('prints what Kafka prints:%s', (flags, options) => {
    const printed = describeGroup(views[name], name, logEnd, options);
    expect(printed).toEqual(recorded(`--describe --group ${name}${flags}`));
  });
});

describe('describeGroup', () => {
  it('shows members with more partitions first, and what nobody owns last', () => {
    const view = group('g', {
      state: 'Stable',
      members: [member('m1', 'c1', 'b-0'), member('m2', 'c2', ''), member('m3', 'c3', 'b-10 b-9')],
      committed: committed(['a-0', 4, 0], ['b-0', 7, 0]),
    });
    const { out } = describeGroup(view, 'g', () => 5);
    const rows = out.slice(2).map((line) => line.split(/ +/).slice(1, 7).join(' '));
    expect(rows).toEqual([
      'b 9 - 5 - m3',
      'b 10 - 5 - m3',
      'b 0 7 5 -2 m1', // beyond the end: never clamped
      'a 0 4 5 1 -',
    ]);
  });

  it('shows no end and no lag of a partition without leader', () => {
    const view = group('g', { committed: committed(['gone-0', 4, 2]) });
    const { out } = describeGroup(view, 'g', () => undefined, { verbose: true });
    expect(out[2]?.split(/ +/).slice(0, 7)).toEqual(['g', 'gone', '0', '2', '4', '-', '-']);
  });

  it('prints no table of offsets without a row', () => {
    const { out, err } = describeGroup(group('g', {}), 'g', logEnd);
    expect(out).toEqual([]);
    expect(err).toEqual(['', "Consumer group 'g' has no active members."]);
  });

  it('widens columns to their longest cell', () => {
    const long = 'a-group-with-a-long-name';
    const view = group(long, { committed: committed(['a-topic-with-a-long-name-3', 1, 0]) });
    const [, header, row] = describeGroup(view, long, () => 1).out;
    expect(header).toMatch(/^GROUP {20}TOPIC {20}PARTITION {2}CURRENT-OFFSET/);
    expect(row).toMatch(/^a-group-with-a-long-name a-topic-with-a-long-name 3 {10}1 /);
  });
});
