import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestFor, makeClock, NodeClock, readingAt, whenReads } from '../../src/sim/clock.js';
import type { SimNode } from '../../src/sim/world.js';

const clock = (since: number, reading: number, ppm: number) =>
  new NodeClock(since, reading, ppm, 0);

describe('a node’s own clock', () => {
  it.each([
    // since, reading, ppm, virtual ms, shows
    [0, 0, 0, 12_345, 12_345],
    [0, 5_000, 0, 0, 5_000],
    [0, -5_000, 0, 4_999, -1],
    // 1 % fast: the 101st ms is counted when 100 have passed, and not before.
    [0, 0, 10_000, 99, 99],
    [0, 0, 10_000, 100, 101],
    [0, 0, 10_000, 1_000_000, 1_010_000],
    // 1 % slow: after 1 ms not a whole one has been counted.
    [0, 0, -10_000, 1, 0],
    [0, 0, -10_000, 100, 99],
    [0, 0, -10_000, 101, 99],
    [0, 0, -10_000, 102, 100],
    // 100 ppm: 1 ms in 10 s.
    [0, 0, 100, 9_999, 9_999],
    [0, 0, 100, 10_000, 10_001],
    // From when it was set on.
    [7_000, 37_000, 100, 7_000, 37_000],
    [7_000, 37_000, 100, 17_000, 47_001],
    // A year at half speed: no rounding gathers.
    [0, 0, -500_000, 31_536_000_000, 15_768_000_000],
  ])('set at %i to %i with %i ppm: at %i it shows %i', (since, reading, ppm, at, shows) => {
    expect(readingAt(clock(since, reading, ppm), at)).toBe(shows);
  });

  it.each([
    // since, reading, ppm, own ms, virtual ms
    [0, 0, 10_000, 101, 100],
    [0, 0, 10_000, 100, 100],
    [0, 0, 10_000, 99, 99],
    [0, 0, -10_000, 99, 100],
    [0, 0, -10_000, 100, 102],
    [0, 5_000, 0, 6_000, 1_000],
    [0, -5_000, 0, 6_000, 11_000],
    // Long past when it was set: due at once.
    [7_000, 37_000, 0, 36_999, 7_000],
    [7_000, 37_000, 0, 37_000, 7_000],
    [7_000, 37_000, 0, 37_001, 7_001],
  ])('set at %i to %i with %i ppm: it shows %i first at %i', (since, reading, ppm, own, at) => {
    expect(whenReads(clock(since, reading, ppm), own)).toBe(at);
  });

  it('never goes back; and a deadline is met at the first ms at which the clock shows it, not one before', () => {
    const clocks = fc.record({
      since: fc.nat(1_000_000_000),
      reading: fc.integer({ min: -1_000_000_000, max: 30_000_000_000 }),
      ppm: fc.integer({ min: -500_000, max: 500_000 }),
    });
    fc.assert(
      fc.property(clocks, fc.integer({ min: 1, max: 5_000_000_000 }), (c, ms) => {
        const one = clock(c.since, c.reading, c.ppm);
        const own = c.reading + ms;
        const at = whenReads(one, own);
        expect(readingAt(one, at)).toBeGreaterThanOrEqual(own);
        expect(readingAt(one, at - 1)).toBeLessThan(own);
        expect(readingAt(one, at + 1)).toBeGreaterThanOrEqual(readingAt(one, at));
        expect(Number.isSafeInteger(at)).toBe(true);
      }),
      { seed: 42, numRuns: 2_000 },
    );
  });

  it('is none at all if it shows virtual time', () => {
    expect(makeClock(undefined)).toBeNull();
    expect(makeClock({ offsetMs: 0, ppm: 0 })).toBeNull();
    expect(makeClock({ offsetMs: 0, ppm: 1 })).not.toBeNull();
    expect(makeClock({ offsetMs: -1, ppm: 0 })).not.toBeNull();
  });
});

describe('how long until all nodes have counted so much', () => {
  const nodes = (...clocks: (NodeClock | null)[]) =>
    clocks.map((one) => ({ clock: one })) as unknown as SimNode[]; // it looks at the clocks alone

  it.each([
    ['true clocks', nodes(null, null), 10_000],
    ['a fast one does not shorten it', nodes(null, clock(0, 0, 10_000)), 10_000],
    ['the slowest decides', nodes(clock(0, 0, -500_000), clock(0, 0, -100)), 20_000],
    ['one that was set back counts that again', nodes(new NodeClock(0, 0, 0, 3_000)), 13_000],
    ['rounded up', nodes(clock(0, 0, -10_000)), 10_102],
  ])('%s', (_, list, ms) => {
    expect(longestFor(list, 10_000)).toBe(ms);
  });
});
