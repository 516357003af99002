import { describe, expect, it } from 'vitest';
import { CONFIG_NAMES } from '../../src/scenario/configs/tables.js';
import { SCENARIO_SCHEMA } from '../../src/scenario/generated/schema.js';
import { fromPlain } from '../../src/scenario/parse/node.js';
import { validate } from '../../src/scenario/parse/validate.js';
import { scenarioJsonSchema, scenarioSchema } from '../../src/scenario/schema.js';

const KEYWORDS = new Set([
  '$schema',
  '$defs',
  '$ref',
  'id',
  'title',
  'description',
  'type',
  'const',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'items',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'anyOf',
  'configs',
  'known',
]);

function keywords(schema: unknown, found: Set<string>): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  for (const [key, value] of Object.entries(schema)) {
    found.add(key);
    if (key === 'properties' || key === '$defs') {
      for (const inner of Object.values(value as object)) keywords(inner, found); // maps of schemas
    } else if (Array.isArray(value)) for (const inner of value) keywords(inner, found);
    else keywords(value, found);
  }
  return found;
}

describe('the generated schema', () => {
  it('is up to date: node tools/generate-schema.mjs', () => {
    expect(SCENARIO_SCHEMA).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  it('uses only what the reader understands', () => {
    expect([...keywords(SCENARIO_SCHEMA, new Set())].filter((key) => !KEYWORDS.has(key))).toEqual(
      [],
    );
  });

  it('knows every modelled config, and no other', () => {
    const { consumers } = SCENARIO_SCHEMA.properties ?? {};
    const consumer =
      typeof consumers?.additionalProperties === 'object' ? consumers.additionalProperties : {};
    for (const { name } of CONFIG_NAMES.consumer.modelled) {
      expect(consumer.properties, name).toHaveProperty([name]);
    }
    for (const name of CONFIG_NAMES.consumer.unmodelled) {
      expect(consumer.properties, name).not.toHaveProperty([name]);
    }
  });
});

describe('our reader and zod', () => {
  const base = { summary: 'x', steps: [{ at: '1s' }] };
  const values: readonly unknown[] = [
    'c1',
    '',
    5,
    -5,
    1.5,
    true,
    null,
    [],
    ['c1'],
    [5],
    {},
    { c1: ['orders-0'] },
    { c1: { 'orders-0': 3 } },
    { orders: 5 },
    { topic: 'orders' },
    '5s',
    '-5s',
    '1ms..5ms',
    'earliest',
    'holds',
    { 'at-least-once': 'holds' },
    'classic',
    'consumer',
    { group: 'g', 'to-earliest': true, topic: 'orders' },
    'orders-0@3',
    'P5',
    1e12,
  ];
  const steps = Object.keys(SCENARIO_SCHEMA.$defs?.step?.properties ?? {});
  const consumers = SCENARIO_SCHEMA.properties?.consumers?.additionalProperties;
  const keys = typeof consumers === 'object' ? Object.keys(consumers.properties ?? {}) : [];

  /** Ours may be stricter (a name with a line break, a range that runs backwards), never more lenient. */
  function compare(file: unknown): 'both' | 'ours refuses' | 'none' {
    const ours = validate(fromPlain(file)).length === 0;
    const zods = scenarioSchema.safeParse(file).success;
    if (ours) expect(zods, JSON.stringify(file)).toBe(true);
    return ours && zods ? 'both' : zods ? 'ours refuses' : 'none';
  }

  it('agree on every key of a step with every kind of value', () => {
    expect(steps.length).toBeGreaterThan(30);
    const outcomes = steps.flatMap((key) =>
      values.map((value) => compare({ ...base, steps: [{ [key]: value }] })),
    );
    expect(outcomes.filter((one) => one === 'both').length).toBeGreaterThan(100);
    expect(outcomes.filter((one) => one === 'none').length).toBeGreaterThan(100);
    expect(outcomes.filter((one) => one === 'ours refuses').length).toBeLessThan(10);
  });

  it('agree on every key of a consumer with every kind of value', () => {
    const outcomes = keys.flatMap((key) =>
      values.map((value) => compare({ ...base, consumers: { c1: { [key]: value } } })),
    );
    expect(outcomes.filter((one) => one === 'both').length).toBeGreaterThan(50);
    expect(outcomes.filter((one) => one === 'ours refuses').length).toBeLessThan(10);
  });

  it('agree on the whole', () => {
    for (const value of values) {
      for (const key of Object.keys(SCENARIO_SCHEMA.properties ?? {}))
        compare({ ...base, [key]: value });
      compare(value);
    }
  });
});
