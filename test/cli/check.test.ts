import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/check/registry.js';
import { PROPERTY_NAMES } from '../../src/scenario/model-steps.js';
import { cohort, directory, HELD } from './support.js';

const cwd = directory({ 'held.yaml': HELD });

describe('cohort check --list', () => {
  it('tells every property in a sentence, with its reference', async () => {
    const { code, out } = await cohort(['check', '--list'], { cwd });
    expect(code).toBe(0);
    const lines = out.split('\n');
    for (const { name, sentence, reference } of CHECKS) {
      const at = lines.findIndex((line) => line.startsWith(`${name} `));
      expect(lines[at]).toContain(sentence);
      expect(lines[at + 1]?.trim()).toBe(reference);
    }
    expect(out).toMatch(/^zombie-commit-refused +A member that had been removed committed/m);
  });

  it('has all that a scenario can check', async () => {
    const { out } = await cohort(['check', '--json'], { cwd });
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; name: string });
    const names = rows.filter(({ type }) => type === 'check').map(({ name }) => name);
    expect([...names].sort()).toEqual([...PROPERTY_NAMES].sort());
  });
});

describe('cohort fuzz --must-see', () => {
  const fuzz = (...args: string[]) =>
    cohort(['fuzz', 'held.yaml', '--runs', '4', ...args], { cwd });

  it('exits with 0 if some run came to it', async () => {
    const { code, out } = await fuzz(
      '--must-see',
      'group-preparing-rebalance,offset-reset',
      '--sometimes',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^group-preparing-rebalance +4 +A group became PreparingRebalance\.$/m);
    expect(out).toMatch(/^group-dead +never +A group became Dead\.$/m);
  });

  it('exits with 3 if none did, and names it', async () => {
    const { code, out } = await fuzz('--must-see', 'group-stable,offsets-removed');
    expect(code).toBe(3);
    expect(out).toContain('Never seen, and it must be (--must-see): offsets-removed');
    expect(out).not.toContain('(--must-see): group-stable');
  });

  it('asks the shards together', async () => {
    const shards = await Promise.all(
      ['1/2', '2/2'].map(async (shard) => {
        const { out } = await fuzz('--json', '--shard', shard, '--must-see', 'group-stable');
        const name = `${shard.replace('/', '-')}.jsonl`;
        writeFileSync(join(cwd, name), out);
        return name;
      }),
    );
    const { code, out } = await cohort(['merge', ...shards, '--sometimes'], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/^group-preparing-rebalance +4 /m);
  });

  it('knows no other names', async () => {
    const { code, err } = await fuzz('--must-see', 'group-stabel');
    expect(code).toBe(2);
    expect(err).toContain('--must-see group-stabel: there is no such thing to see');
    expect(err).toContain('did you mean group-stable?');
  });
});
