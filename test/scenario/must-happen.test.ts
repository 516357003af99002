import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/protocol/facts.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { didHappen } from '../../src/scenario/run/must-happen.js';
import { makeTrace } from '../../src/sim/trace.js';
import { good, world } from './support.js';

const tp = new TopicPartition('orders', 0);
const isr = { type: 'isr changed', tp, leaderEpoch: 0 } as const;
const elected = { type: 'leader elected', tp, leaderEpoch: 1, clean: true } as const;
const fenced = { type: 'broker fenced', reason: 'session expired' } as const;
const cut = { type: 'link fault', effect: 'cut', from: ['c1'], to: [], detail: '' } as const;
const message = { client: 'c1', broker: 'broker-1', api: 'Heartbeat', detail: '' } as const;
const struck = { type: 'message fault', effect: 'lose', ...message } as const;
const position = { type: 'position', group: 'billing', topicId: '', previous: 9 } as const;
const lost = { type: 'send failed', topic: 'orders', count: 1 } as const;

/** What the file says, one fact that is it, and facts that are like it and are not. */
const WORDS: [event: string, node: string, it: Fact, others: Fact[]][] = [
  [
    'truncated: orders-0',
    'broker-1',
    {
      type: 'truncated',
      tp,
      topicId: '',
      offset: 5,
      broker: 1,
      highWatermark: 0,
      cause: 'diverged',
    },
    [
      {
        type: 'truncated',
        tp: new TopicPartition('orders', 1),
        topicId: '',
        offset: 5,
        broker: 1,
        highWatermark: 0,
        cause: 'diverged',
      },
    ],
  ],
  [
    'isr shrunk: orders-0',
    'controller',
    { ...isr, from: [1, 2], isr: [1] },
    [{ ...isr, from: [1], isr: [1, 2] }],
  ],
  [
    'isr expanded: orders-0',
    'controller',
    { ...isr, from: [1], isr: [1, 2] },
    [{ ...isr, from: [1, 2], isr: [1] }],
  ],
  [
    'unclean election: orders-0',
    'controller',
    { ...elected, leader: 1, clean: false },
    [{ ...elected, leader: 1 }],
  ],
  [
    'leader elected: orders-0',
    'controller',
    { ...elected, leader: 2 },
    [{ ...elected, leader: -1 }],
  ],
  [
    'leader elected: { orders-0: broker-1 }',
    'controller',
    { ...elected, leader: 1 },
    [{ ...elected, leader: 2 }],
  ],
  [
    'broker fenced: broker-1',
    'controller',
    { ...fenced, broker: 1 },
    [
      { ...fenced, broker: 2 },
      { type: 'broker unfenced', broker: 1 },
    ],
  ],
  [
    'send failed: { shop: TimeoutException }',
    'shop',
    { ...lost, exception: 'TimeoutException' },
    [{ ...lost, exception: 'NotLeaderOrFollowerException' }],
  ],
  ['network fault: cut', 'network', cut, [{ ...cut, effect: 'slow' }]],
  [
    'network fault: lose-reply',
    'network',
    { ...struck, what: 'reply' },
    [
      { ...struck, what: 'request' },
      { ...struck, what: 'reply', effect: 'delay' },
    ],
  ],
  [
    'network fault: duplicate-request',
    'network',
    { ...struck, what: 'request', effect: 'duplicate' },
    [{ ...struck, what: 'request' }],
  ],
  [
    'network fault: reply-with',
    'network',
    { ...struck, what: 'reply', effect: 'reply-with' },
    [{ ...struck, what: 'reply', effect: 'fail' }],
  ],
  [
    'truncation detected: { c1: [orders-0] }',
    'c1',
    { ...position, tp, offset: 5, cause: 'truncated', policy: '' },
    [{ ...position, tp, offset: 5, cause: 'reset', policy: 'earliest' }],
  ],
];

describe.each(WORDS)('must-happen: { %s }', (event, node, fact, others) => {
  const scenario = good(world(`  - must-happen: { ${event} }`));
  const [action] = scenario.steps.flatMap((step) =>
    step.actions.filter((one) => one.kind === 'must-happen'),
  );
  const happened = (facts: readonly Fact[]) => {
    const trace = makeTrace(false);
    facts.forEach((one, i) => {
      trace.facts.push({ at: 10 * (i + 1), event: i, node, fact: one });
    });
    if (action === undefined) throw new Error('the scenario asks for nothing');
    const { ok, at } = didHappen(trace, action, scenario);
    return [ok, at];
  };

  it('has happened when it is told, and not by what is like it', () => {
    expect(happened(others)).toEqual([false, -1]);
    expect(happened([...others, fact])).toEqual([true, 10 * (others.length + 1)]);
  });
});
