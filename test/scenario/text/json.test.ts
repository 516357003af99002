import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TopicPartition } from '../../../src/protocol/topic-partition.js';
import { jsonLines, traceLines } from '../../../src/scenario/text/json.js';
import { stableJson } from '../../../src/scenario/text/stable-json.js';
import { RecordedDriver } from '../../../src/sim/run-recorded.js';
import { play, STORY } from './support.js';

const result = play(STORY);
const names = result.world.nodes.map(({ name }) => name);
const parsed = jsonLines(result).map((line) => JSON.parse(line) as Record<string, unknown>); // rows are objects

describe('stableJson', () => {
  it('does not depend on the order in which an object was made', () => {
    const one = { type: 'x', b: 1, a: [{ d: 1, c: null }], v: 1 };
    const other = { a: [{ c: null, d: 1 }], v: 1, b: 1, type: 'x' };
    expect(stableJson(one)).toBe('{"v":1,"type":"x","a":[{"c":null,"d":1}],"b":1}');
    expect(stableJson(other)).toBe(stableJson(one));
  });

  it('writes what JSON has no word for', () => {
    const value = {
      tp: new TopicPartition('a-b', 3),
      map: new Map([['__proto__', 1]]),
      n: Number.POSITIVE_INFINITY,
      left: undefined,
    };
    expect(stableJson(value)).toBe('{"map":[["__proto__",1]],"n":"Infinity","tp":"a-b-3"}');
  });
});

describe('--json', () => {
  it('begins with the scenario, ends with the verdict, and every row has version and type', () => {
    expect(parsed.every(({ v, type }) => v === 1 && typeof type === 'string')).toBe(true);
    expect(parsed[0]).toMatchObject({ type: 'scenario', file: 'story.yaml', seed: null });
    expect(parsed.at(-1)).toMatchObject({ type: 'verdict', outcome: 'passed', ending: 'quiet' });
  });

  it('has each fact, expectation, event and check', () => {
    const count = (type: string) => parsed.filter((one) => one.type === type).length;
    expect(count('fact')).toBe(result.trace.facts.length);
    expect([count('expectation'), count('must-happen'), count('check')]).toEqual([2, 1, 2]);
    expect(parsed.find((one) => one.property === 'at-most-once')).toMatchObject({
      line: 19,
      expected: 'violated',
      status: 'violated',
      ok: true,
      findings: [{ records: [{ text: 'orders-0@0..2' }] }],
    });
  });

  it('is described field by field', () => {
    const docs = readFileSync(new URL('../../../docs/json.md', import.meta.url), 'utf8');
    const rows = [...parsed, ...traceLines(result.trace, names).map((line) => JSON.parse(line))];
    const fields = new Set(rows.flatMap((one) => Object.keys(one)));
    for (const field of fields) expect(docs, field).toContain(`\`${field}\``);
    for (const type of new Set(rows.map((one) => one.type))) expect(docs).toContain(`\`${type}\``);
  });
});

describe('--trace', () => {
  it('puts a message before the facts that it causes', () => {
    const rows = traceLines(result.trace, names).map((line) => JSON.parse(line));
    const join = rows.findIndex((one) => one.type === 'message' && one.api === 'JoinGroup');
    const joined = rows.findIndex((one) => one.fact?.type === 'member joined');
    expect(rows[join]).toMatchObject({ from: 'c1', to: 'broker-1', kind: 'request' });
    expect(rows[joined - 1]).toMatchObject({ type: 'message', event: rows[joined].event });
    expect(join).toBeLessThan(joined);
    const moments = rows.map((one) => one.at);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });

  it('is the same text under either driver', () => {
    const recorded = play(STORY, {
      makeDriver: (world, choices, trace) => new RecordedDriver(world, choices, trace),
    });
    expect(traceLines(recorded.trace, names)).toEqual(traceLines(result.trace, names));
  });
});
