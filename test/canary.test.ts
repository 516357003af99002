import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../src/scenario/parse/parse.js';
import { runScenario } from '../src/scenario/run/run.js';
import { traceLines } from '../src/scenario/text/json.js';
import { seededChoices } from '../src/sim/seeded-choices.js';

/*
 * The hashes of a few whole traces, each message and fact of them. They are the same on every engine and system that
 * the workflow runs: a difference is nondeterminism, or a change of behaviour that somebody has to look at. After
 * looking: UPDATE_GOLDEN=1 npx vitest run test/canary.test.ts
 */

const root = join(import.meta.dirname, '..');
const pinsFile = join(import.meta.dirname, 'canary.json');
const pins: Record<string, string> = existsSync(pinsFile)
  ? (JSON.parse(readFileSync(pinsFile, 'utf8')) as Record<string, string>) // written below
  : {};

const SCENARIOS = [
  'crash-before-commit',
  'coordinator-failover-mid-rebalance',
  'eager-vs-cooperative-join',
  'hand-off-under-auto-commit',
];
const SEEDS = [null, 1, 7];
const WITHOUT_CHANCE = 'crash-before-commit';

/** SHA-256 of the trace as `--trace` writes it. */
function traceHash(name: string, seed: number | null): string {
  const file = `scenarios/${name}.yaml`;
  const parsed = parseScenario(readFileSync(join(root, file), 'utf8'), file);
  if (!('scenario' in parsed)) throw new Error(`${file} does not parse`);
  const options = seed === null ? {} : { choices: seededChoices(seed), seed };
  const { trace, world } = runScenario(parsed.scenario, options);
  const hash = createHash('sha256');
  for (const line of traceLines(
    trace,
    world.nodes.map((n) => n.name),
  ))
    hash.update(`${line}\n`);
  return hash.digest('hex');
}

describe('the trace', () => {
  const cases = SCENARIOS.flatMap((name) => SEEDS.map((seed) => [name, seed] as const));

  it.each(cases)('of %s with seed %s is the one that every engine tells', (name, seed) => {
    const key = seed === null ? name : `${name} --seed ${seed}`;
    const hash = traceHash(name, seed);
    if (process.env.UPDATE_GOLDEN === '1') {
      pins[key] = hash;
      writeFileSync(pinsFile, `${JSON.stringify(pins, null, 2)}\n`);
    }
    expect(hash).toBe(pins[key]);
  });

  it('is another one under each seed, where anything is left to chance', () => {
    const chancy = Object.entries(pins).filter(([key]) => !key.startsWith(WITHOUT_CHANCE));
    expect(new Set(chancy.map(([, hash]) => hash)).size).toBe(chancy.length);
    // One consumer, fixed latencies, no jitter: no two events ever meet at one node.
    const same = Object.entries(pins).filter(([key]) => key.startsWith(WITHOUT_CHANCE));
    expect(new Set(same.map(([, hash]) => hash)).size).toBe(1);
  });
});
