import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatDurationRange,
  formatIsoDuration,
  formatRate,
  Refusal,
  readDatetime,
  readDuration,
  readDurationRange,
  readIsoDuration,
  readPartition,
  readRate,
  readRecords,
} from '../../src/scenario/units.js';

describe('durations', () => {
  it.each([
    ['200ms', 200],
    ['6s', 6_000],
    ['1.5s', 1_500],
    ['0.07s', 70],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['45000', 45_000],
    [45_000, 45_000],
    [0, 0],
  ])('%s is %i ms', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });

  it.each([
    ['-5s', 'is negative'],
    [-5, 'is negative'],
    ['5 s', 'is not a duration'],
    ['5x', 'is not a duration'],
    ['', 'is not a duration'],
    ['0.5ms', 'is not a whole number of ms'],
    [1.5, 'is not a whole number of ms'],
    ['366d', 'is too long'],
    ['99999999999999999999d', 'is too long'],
    [Number.NaN, 'is not a duration'],
    [Number.POSITIVE_INFINITY, 'is too long'],
  ])('%s is refused', (text, message) => {
    const result = readDuration(text);
    expect(result).toBeInstanceOf(Refusal);
    expect(result).toMatchObject({ message: expect.stringContaining(message) });
  });

  it('are written as they are read', () => {
    const ms = fc.nat(365 * 86_400_000);
    fc.assert(fc.property(ms, (n) => readDuration(formatDuration(n)) === n));
    fc.assert(fc.property(ms, (n) => readIsoDuration(formatIsoDuration(n)) === n));
  });

  it('make ranges that run forward', () => {
    expect(readDurationRange('1ms..5ms')).toEqual({ minMs: 1, maxMs: 5 });
    expect(readDurationRange(7)).toEqual({ minMs: 7, maxMs: 7 });
    expect(formatDurationRange({ minMs: 1, maxMs: 5 })).toBe('1ms..5ms');
    expect(readDurationRange('5ms..1ms')).toMatchObject({ fix: '1ms..5ms' });
    expect(readDurationRange('1..2..3')).toBeInstanceOf(Refusal);
  });

  it.each([
    ['PT5M', 300_000],
    ['P1DT12H', 129_600_000],
    ['PT1.5S', 1_500],
  ])('ISO 8601: %s is %i ms', (text, ms) => {
    expect(readIsoDuration(text)).toBe(ms);
  });

  it.each(['P', 'PT', '5M', 'P1M', 'PT-5M', 'PT5M1'])('ISO 8601: %s is refused', (text) => {
    expect(readIsoDuration(text)).toBeInstanceOf(Refusal);
  });
});

describe('other small words', () => {
  it('reads rates', () => {
    expect(readRate('10/s')).toEqual({ records: 10, perMs: 1_000 });
    expect(readRate('1/500ms')).toEqual({ records: 1, perMs: 500 });
    for (const text of ['10', '0/s', '10/x', '-1/s', '5000/ms']) {
      expect(readRate(text), text).toBeInstanceOf(Refusal);
    }
    const rate = fc.record({
      records: fc.integer({ min: 1, max: 999 }),
      perMs: fc.integer({ min: 1, max: 1e9 }),
    });
    fc.assert(
      fc.property(rate, (one) => {
        expect(readRate(formatRate(one))).toEqual(one);
      }),
    );
  });

  it('reads partitions and records', () => {
    expect(readPartition('a-b-12')).toMatchObject({ topic: 'a-b', partition: 12 });
    expect(readPartition('orders')).toBeInstanceOf(Refusal);
    expect(readPartition('orders-01')).toBeInstanceOf(Refusal);
    expect(readRecords('orders-0@3')).toMatchObject({ from: 3, to: 3 });
    expect(readRecords('orders-0@0..4')).toMatchObject({ from: 0, to: 4 });
    expect(readRecords('orders-0@4..0')).toMatchObject({ fix: 'orders-0@0..4' });
    for (const text of [
      'orders@3',
      'orders-0',
      'orders-0@',
      'orders-0@-1',
      'orders-0@9999999999999999',
      'orders-0@1..1000001',
    ]) {
      expect(readRecords(text), text).toBeInstanceOf(Refusal);
    }
  });

  it('reads dates as the tool does, and virtual times', () => {
    expect(readDatetime('5s')).toBe(5_000);
    expect(readDatetime('1970-01-01T00:00:05.000')).toBe(5_000);
    expect(readDatetime('1970-01-01T01:00:05.000+01:00')).toBe(5_000);
    expect(readDatetime('1970-01-01T01:00:05.000+01')).toBe(5_000);
    expect(readDatetime('1969-12-31T23:59:59.000Z')).toBeInstanceOf(Refusal);
    expect(readDatetime('1970-13-01T00:00:00.000')).toBeInstanceOf(Refusal);
    expect(readDatetime('yesterday')).toBeInstanceOf(Refusal);
  });
});
