import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heapify, heapPop, heapPush, type Ordered } from '../../src/util/heap.js';
import { armTimer, cancelTimer, makeTimers, nextDeadline, popDue } from '../../src/util/timers.js';

describe('a timer table', () => {
  it('fires by deadline, and by arming among equals', () => {
    const timers = makeTimers<string>();
    armTimer(timers, 'a', 20, 'a');
    armTimer(timers, 'b', 10, 'b');
    armTimer(timers, 'c', 10, 'c');
    expect(nextDeadline(timers)).toBe(10);
    expect(
      [popDue(timers, 20), popDue(timers, 20), popDue(timers, 20)].map((e) => e?.fire),
    ).toEqual(['b', 'c', 'a']);
    expect(popDue(timers, 20)).toBeUndefined();
  });

  it('counts a re-armed timer as newly armed', () => {
    const timers = makeTimers<string>();
    armTimer(timers, 'a', 10, 'a');
    armTimer(timers, 'b', 10, 'b');
    armTimer(timers, 'a', 10, 'a again');
    expect([popDue(timers, 10), popDue(timers, 10)].map((e) => e?.fire)).toEqual(['b', 'a again']);
  });

  it('fires nothing before its time, and nothing that was cancelled', () => {
    const timers = makeTimers<string>();
    armTimer(timers, 'a', 10, 'a');
    expect(popDue(timers, 9)).toBeUndefined();
    cancelTimer(timers, 'a');
    expect(nextDeadline(timers)).toBeUndefined();
    expect(popDue(timers, 10)).toBeUndefined();
  });

  it('does not grow however often one timer is re-armed', () => {
    const timers = makeTimers<number>();
    for (let i = 0; i < 10_000; i++) armTimer(timers, `t${i % 3}`, 1_000 + i, i);
    expect(timers.heap.length).toBeLessThan(200);
    expect(nextDeadline(timers)).toBe(1_000 + 9_997);
  });

  it('fires as a sorted list would, whatever is armed, re-armed and cancelled', () => {
    const action = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat({ max: 30 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const timers = makeTimers<number>();
        let model: { key: string; at: number; n: number }[] = [];
        actions.forEach(([key, at, cancel], n) => {
          model = model.filter((m) => m.key !== key);
          if (cancel) cancelTimer(timers, key);
          else {
            armTimer(timers, key, at, n);
            model.push({ key, at, n });
          }
        });
        model.sort((x, y) => x.at - y.at || x.n - y.n);
        const fired: number[] = [];
        for (let e = popDue(timers, 99); e !== undefined; e = popDue(timers, 99))
          fired.push(e.fire);
        expect(fired).toEqual(model.map((m) => m.n));
      }),
    );
  });
});

describe('a heap', () => {
  it('gives back what was put in, in order', () => {
    const entry = fc.record({ at: fc.nat({ max: 9 }), seq: fc.nat() });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (e) => e.seq }), (entries) => {
        const sorted = [...entries].sort((a, b) => a.at - b.at || a.seq - b.seq);
        const pushed: Ordered[] = [];
        for (const e of entries) heapPush(pushed, e);
        const made: Ordered[] = [...entries];
        heapify(made);
        expect(entries.map(() => heapPop(pushed))).toEqual(sorted);
        expect(entries.map(() => heapPop(made))).toEqual(sorted);
        expect(heapPop(made)).toBeUndefined();
      }),
    );
  });
});
