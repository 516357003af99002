import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/check/verdict.js';
import { billing, type HistoryBuilder } from '../support/history-builder.js';

/*
 * The checks work on ranges; here each is held against a record by record reckoning of random histories. They are
 * not histories of a correct Kafka, only of facts in any order.
 */

const RECORDS = 6;
const all = Array.from({ length: RECORDS }, (_, offset) => offset);
const node = fc.constantFrom('c1', 'c2');
const range = fc
  .tuple(fc.nat(RECORDS - 1), fc.nat(RECORDS - 1))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

const step = fc.oneof(
  fc.record({ type: fc.constantFrom('delivered', 'begun', 'completed'), node, range }),
  fc.record({ type: fc.constantFrom('commit', 'sent'), node, range }),
  fc.record({ type: fc.constant('operator'), node, range }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function plant(steps: readonly Step[]): HistoryBuilder {
  const history = billing()
    .subscribe('c2', 'orders')
    .produced(`orders-0@0..${RECORDS - 1}`);
  history.position('c1', 'orders-0@0', 'reset');
  for (const { type, node: who, range: r } of steps) {
    const records = `orders-0@${r.from}..${r.to}`;
    const offsets = { 'orders-0': r.to };
    if (type === 'delivered') history.delivered(who, records);
    else if (type === 'begun') history.begun(who, records);
    else if (type === 'completed') history.completed(who, records);
    else if (type === 'commit') history.commit(who, offsets);
    else if (type === 'sent') history.sent(who, offsets);
    else history.stored('operator', offsets);
  }
  return history;
}

function accused({ findings }: Verdict): number[] {
  const offsets = findings.flatMap((finding) =>
    finding.records.flatMap(({ from, to }) => all.filter((o) => from <= o && o <= to)),
  );
  return offsets.sort((a, b) => a - b);
}

const within = ({ from, to }: Step['range'], offset: number) => from <= offset && offset <= to;

describe('the checks agree with a reckoning record by record', () => {
  it('at-most-once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const begun = steps.filter((s) => s.type === 'begun');
        const again = all.flatMap((offset) => {
          const times = begun.filter((s) => within(s.range, offset)).length;
          return Array.from({ length: Math.max(0, times - 1) }, () => offset);
        });
        expect(accused(plant(steps).judge('at-most-once'))).toEqual(again);
      }),
    );
  });

  it('at-least-once, with what an operator skips', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.option(range), (steps, held) => {
        const history = plant(steps);
        if (held !== null) history.ends({ held: { c1: [`orders-0@${held.from}..${held.to}`] } });
        let committed = -1;
        const skipped = new Set<number>();
        for (const { type, range: r } of steps) {
          if (type !== 'commit' && type !== 'operator') continue;
          if (type === 'operator') {
            const jumped = (o: number) =>
              o < r.to && (skipped.has(o) || o >= Math.max(committed, 0));
            const now = all.filter(jumped);
            skipped.clear();
            for (const offset of now) skipped.add(offset);
          }
          committed = r.to;
        }
        const done = steps.filter((s) => s.type === 'completed');
        const lost = all.filter(
          (o) =>
            o < committed &&
            !skipped.has(o) &&
            !done.some((s) => within(s.range, o)) &&
            !(held !== null && within(held, o)),
        );
        expect(accused(history.judge('at-least-once'))).toEqual(lost);
      }),
    );
  });

  it('commit-after-processing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const faults = steps.filter((s) => s.type !== 'operator' && s.type !== 'sent');
        const processed = new Set<number>();
        const early = new Set<number>();
        let committed = 0;
        for (const { type, range: r } of faults) {
          if (type === 'completed') for (const o of all) if (within(r, o)) processed.add(o);
          if (type !== 'commit') continue;
          for (const o of all) if (committed <= o && o < r.to && !processed.has(o)) early.add(o);
          committed = r.to;
        }
        const verdict = plant(faults).judge('commit-after-processing');
        expect(accused(verdict)).toEqual([...early].sort((a, b) => a - b));
        expect(verdict.status).toBe(early.size > 0 ? 'violated' : 'holds');
      }),
    );
  });

  it('monotone-commits', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let committed = -1;
        let back = 0;
        let explained = 0;
        for (const { type, range: r } of steps) {
          if (type !== 'commit' && type !== 'operator') continue;
          if (r.to < committed && type === 'commit') back += 1;
          if (r.to < committed && type === 'operator') explained += 1;
          committed = r.to;
        }
        const verdict = plant(steps).judge('monotone-commits');
        expect([verdict.findings.length, verdict.notes.length]).toEqual([back, explained]);
      }),
    );
  });
});
