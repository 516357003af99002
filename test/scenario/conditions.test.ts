import { describe, expect, it } from 'vitest';
import { formatCondition } from '../../src/scenario/condition-print.js';
import { ConditionError, parseCondition } from '../../src/scenario/conditions.js';
import type { Condition } from '../../src/scenario/model-conditions.js';

function read(text: string): Condition {
  const parsed = parseCondition(text);
  if (parsed instanceof ConditionError) throw new Error(`${parsed.message} (${parsed.fix})`);
  return parsed.condition;
}

const point = { kind: 'point', edge: 'after', client: 'c1', nth: 1, since: 'run' };

const SENTENCES: readonly (readonly [text: string, condition: object])[] = [
  ['c1 has processed orders-0@4', { kind: 'processed', records: { from: 4, to: 4 } }],
  ['c1 has processed orders-0@0..4', { kind: 'processed', records: { from: 0, to: 4 } }],
  ['c1 has processed 5 records', { kind: 'processed count', consumer: 'c1', count: 5 }],
  ['c1 has processed 1 record', { kind: 'processed count', count: 1 }],
  ['c1 has been handed orders-0@4', { kind: 'received', consumer: 'c1' }],
  ['c1 has received orders-0@4', { kind: 'received', consumer: 'c1' }],
  ['c1 has received 3 records', { kind: 'received count', count: 3 }],
  [
    'c1 owns orders-0, orders-1',
    { kind: 'owns', partitions: [{ key: 'orders-0' }, { key: 'orders-1' }] },
  ],
  ['c1 owns orders-0,orders-1', { kind: 'owns' }],
  ['c1 owns 2 partitions', { kind: 'owns count', count: 2 }],
  ['c1 owns nothing', { kind: 'owns count', count: 0 }],
  ['billing is Stable', { kind: 'group state', group: 'billing', state: 'Stable' }],
  ['billing is PreparingRebalance', { kind: 'group state', state: 'PreparingRebalance' }],
  ['billing is caught up', { kind: 'caught up', group: 'billing' }],
  ['billing has 2 members', { kind: 'member count', count: 2 }],
  ['billing is at generation 3', { kind: 'generation', generation: 3, atLeast: false }],
  ['billing has reached generation 3', { kind: 'generation', generation: 3, atLeast: true }],
  [
    'billing has committed offset 5 of orders-0',
    { kind: 'committed', offset: 5, tp: { key: 'orders-0' } },
  ],
  ['orders-0 has 10 records', { kind: 'record count', tp: { key: 'orders-0' }, count: 10 }],
  ['shop is done', { kind: 'producer done', producer: 'shop' }],
  ['c1 is closed', { kind: 'process', name: 'c1', state: 'closed' }],
  ['broker-1 is crashed', { kind: 'process', name: 'broker-1', state: 'crashed' }],
  ['c1 has failed', { kind: 'failed', exception: null }],
  [
    'c1 has failed with NoOffsetForPartitionException',
    { exception: 'NoOffsetForPartitionException' },
  ],
  ['session of c1 has expired', { kind: 'session expired', consumer: 'c1' }],
  ['the session of c1 has expired', { kind: 'session expired', consumer: 'c1' }],
  ['c1 has joined', { kind: 'joined', consumer: 'c1' }],
  ['leader of orders-0 is broker-2', { kind: 'leader is', broker: 2 }],
  ['coordinator of billing is broker-2', { kind: 'coordinator is', group: 'billing', broker: 2 }],
  [
    'before the commit of c1 is answered',
    { ...point, edge: 'before', api: 'OffsetCommit', moment: 'answered', since: 'step' },
  ],
  [
    'after the commit of c1 is stored',
    { ...point, api: 'OffsetCommit', moment: 'stored', since: 'step' },
  ],
  [
    'before the commit of c1 is sent',
    { ...point, edge: 'before', api: 'OffsetCommit', moment: 'sent', since: 'step' },
  ],
  [
    'before the 3rd commit of c1 is sent',
    { ...point, edge: 'before', api: 'OffsetCommit', moment: 'sent', nth: 3 },
  ],
  ['c1 has sent JoinGroup', { ...point, api: 'JoinGroup', moment: 'sent' }],
  ['c1 has sent its 2nd JoinGroup', { ...point, api: 'JoinGroup', moment: 'sent', nth: 2 }],
  ['JoinGroup of c1 has been answered', { ...point, api: 'JoinGroup', moment: 'answered' }],
  [
    'the 2nd SyncGroup of c1 has been received',
    { ...point, api: 'SyncGroup', moment: 'received', nth: 2 },
  ],
  ['"my group" is Stable', { kind: 'group state', group: 'my group' }],
  [
    'a is done and a has sent JoinGroup',
    { kind: 'and', all: [{ kind: 'producer done', producer: 'a' }, { client: 'a' }] },
  ],
  [`'and' is Stable`, { kind: 'group state', group: 'and' }],
  [
    'c1 owns orders-0 and c2 owns orders-1',
    { kind: 'and', all: [{ consumer: 'c1' }, { consumer: 'c2' }] },
  ],
];

describe('conditions', () => {
  it.each(SENTENCES)('%s', (text, condition) => {
    expect(read(text)).toMatchObject(condition);
  });

  it.each(SENTENCES)('%s: is written as it is read', (text) => {
    const condition = read(text);
    expect(read(formatCondition(condition))).toEqual(condition);
  });

  it('say what they speak of, and where', () => {
    expect(parseCondition('before the commit of c1 is sent')).toMatchObject({
      mentions: [{ as: 'client', name: 'c1', offset: 21 }],
    });
    expect(parseCondition('c1 owns orders-0, "x y-1"')).toMatchObject({
      mentions: [
        { as: 'consumer', offset: 0 },
        { as: 'partition', name: 'orders-0', offset: 8 },
        { as: 'partition', name: 'x y-1', offset: 18 },
      ],
    });
  });

  it.each([
    [
      'c1 has procesed orders-0@4',
      7,
      '"procesed" is not understood here',
      'did you mean processed?',
    ],
    ['billing is stable', 11, '"stable" is not understood here', 'did you mean Stable?'],
    ['c1 has sent JoinGruop', 12, '"JoinGruop" is not understood here', 'did you mean JoinGroup?'],
    ['c1 has', 6, 'this condition ends too early', 'processed'],
    ['', 0, 'this condition ends too early', 'a consumer'],
    ['billing is Stable now', 18, '"now" is too much', 'remove the rest'],
    ['c1 has processed orders-0@4..1', 17, '"orders-0@4..1" runs backwards', 'orders-0@1..4'],
    [
      'after the heartbeat of c1 is stored',
      29,
      'Heartbeat stores nothing',
      'sent, received, answered',
    ],
    ['c1 owns "orders', 8, 'this quote is not closed', 'in quotes'],
    ['billing is at generation two', 25, '"two" is not understood here', 'a number'],
    ['c1 has joined and', 17, 'this condition ends too early', ''],
    ['"billing" "is" Stable', 10, '"is" is not understood here', ''],
  ])('%s: refused at column %i', (text, offset, message, fix) => {
    const error = parseCondition(text);
    expect(error).toBeInstanceOf(ConditionError);
    expect(error).toMatchObject({
      offset,
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
  });
});
