import { describe, expect, it } from 'vitest';
import type { FollowerEnding } from '../../../src/check/ending.js';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';
import { parse } from '../../support/planted-names.js';

/*
 * Properties of replicas, each planted by hand, with near misses.
 */

const statusOf = (history: HistoryBuilder, check: string) => history.judge(check).status;
const sentence = (history: HistoryBuilder, check: string) =>
  history.judge(check).findings[0]?.sentence ?? '';

describe('replicas-agree', () => {
  const check = 'replicas-agree';
  /** Five records, of which three are replicated, and a follower like this. */
  const with2 = (follower: Partial<FollowerEnding>) =>
    billing()
      .produced('orders-0@0..4')
      .ends({ highWatermark: 3, followers: { 'orders-0': [follower] } });
  const log = (from: number, to: number, leaderEpoch = 0) => [{ from, to, leaderEpoch }];

  it('accuses an in-sync replica that ends below the high watermark', () => {
    expect(sentence(with2({ log: log(0, 1) }), check)).toBe(
      'broker-2 is in sync, but its log of orders-0 ends at 2, below the high watermark 3, at 0.030 s.',
    );
    expect(statusOf(with2({ log: log(0, 2) }), check)).toBe('holds');
    expect(statusOf(with2({ log: log(0, 1), inSync: false }), check)).toBe('holds');
  });

  it('accuses another leader epoch below the high watermark, and not above', () => {
    const parted = (from: number) => [...log(0, from - 1), ...log(from, 5, 1)];
    expect(sentence(with2({ log: parted(2) }), check)).toBe(
      'broker-2 has another record at orders-0@2 than its leader, at 0.030 s: one of leader epoch 1, the leader one of ' +
        'leader epoch 0; the high watermark is 3.',
    );
    expect(statusOf(with2({ log: parted(3) }), check)).toBe('holds');
  });

  it('asks a follower that fell behind for what it takes for replicated itself', () => {
    const tail = { inSync: false, log: [...log(0, 1), ...log(2, 4, 1)] };
    expect(statusOf(with2({ ...tail, highWatermark: 2 }), check)).toBe('holds');
    expect(statusOf(with2({ ...tail, highWatermark: 3 }), check)).toBe('violated');
  });

  it('accuses another record of the same epoch, and a hole', () => {
    expect(statusOf(with2({ log: log(0, 4), differsAt: 1 }), check)).toBe('violated');
    expect(statusOf(with2({ log: log(0, 4), differsAt: 3 }), check)).toBe('holds');
    expect(statusOf(with2({ log: [...log(0, 0), ...log(2, 4)] }), check)).toBe('violated');
  });

  it('excuses holes that the cleaner may have made, and what is below a log start', () => {
    const cleaned = with2({ log: [...log(0, 0), ...log(2, 4)] });
    const elsewhere = cleaned.compacted('orders-0', 1, [{ from: 0, to: 0 }]);
    expect(statusOf(elsewhere, check)).toBe('holds');
    expect(statusOf(with2({ log: log(2, 4), logStartOffset: 2 }), check)).toBe('holds');
  });
});

describe('replicated-stays', () => {
  const check = 'replicated-stays';
  const cut = (offset: number, cause: 'diverged' | 'lost in the crash' = 'diverged') =>
    billing().produced('orders-0@0..9').truncated('orders-0', offset, cause, 6);

  it('accuses a follower that truncates below its high watermark', () => {
    expect(sentence(cut(5), check)).toBe(
      'broker-1 truncated orders-0 to 5 at 0.040 s, below its high watermark 6.',
    );
  });

  it('holds at the high watermark, and names what a crash took', () => {
    expect(statusOf(cut(6), check)).toBe('holds');
    const { status, notes } = cut(5, 'lost in the crash').judge(check);
    expect(status).toBe('holds');
    expect(notes[0]?.sentence).toContain('(lost in the crash)');
  });
});

describe('isr-is-caught-up', () => {
  const check = 'isr-is-caught-up';
  const entering = (logEndOffset: number) =>
    billing().tell('broker-1', {
      type: 'follower caught up',
      tp: parse('orders-0'),
      topicId: 'id-orders',
      follower: 2,
      logEndOffset,
      highWatermark: 5,
      epochStart: 7,
    });

  it('accuses a follower that enters without the high watermark, or without the epoch of its leader', () => {
    expect(sentence(entering(4), check)).toBe(
      'broker-1 let broker-2 into the ISR of orders-0 at 0.030 s, whose log ends at 4: the high watermark is 5, and the ' +
        "leader's epoch begins at 7.",
    );
    expect(statusOf(entering(6), check)).toBe('violated');
    expect(statusOf(entering(7), check)).toBe('holds');
  });
});
