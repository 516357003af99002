import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUGS, bugNamed } from '../../src/bugs/registry.js';
import { Player } from '../../src/search/campaign.js';
import { BY_PROMISES } from '../../src/search/judge.js';
import { KAFKA_RULES } from '../../src/sim/rules.js';
import { huntFor } from './grounds.js';
import { hunt } from './hunt.js';
import { rowOf, summary, unfoundLines } from './table.js';

const page = readFileSync(new URL('../../docs/zoo.md', import.meta.url), 'utf8');

/** Name -> cells, of the tables of the page. */
const rows = new Map(
  page
    .split('\n')
    .filter((line) => /^\| [a-z]/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))
    .map((cells) => [cells[0] ?? '', cells] as const),
);

const found = BUGS.filter(({ name }) => huntFor(name).unfound === '');

describe('the bug zoo', () => {
  it('has thirty bugs and more that are found, each with a name and a rule of its layer', () => {
    expect(found.length).toBeGreaterThanOrEqual(30);
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    for (const { rule, rules } of BUGS) {
      const tables = [
        rules.broker,
        rules.broker.coordinator,
        rules.controller,
        rules.consumer,
        rules.app,
      ];
      const replaced = tables
        .flatMap((table) => Object.keys(table))
        .filter((key) => key !== 'coordinator');
      expect(replaced).toEqual([rule]);
    }
  });

  it('leaves the rules of Kafka alone', () => {
    const { broker, controller, consumer, app } = KAFKA_RULES;
    expect(Object.keys(broker)).toEqual(['coordinator']);
    for (const table of [broker.coordinator, controller, consumer, app])
      expect(Object.keys(table)).toEqual([]);
  });

  it.each(found.map(({ name }) => name))(
    '%s is found, by the check that the page names',
    (name) => {
      const bug = bugNamed(name);
      if (bug === undefined) throw new Error(`there is no bug ${name}`);
      const { found: catched } = rowOf(bug, { fast: true });
      const [, rule, sentence, check] = rows.get(name) ?? [];
      expect([rule, sentence]).toEqual([`${bug.layer}: ${bug.rule}`, bug.sentence]);
      expect(catched?.check).toBe(check);
    },
  );

  it('is told whole by docs/zoo.md, with what nothing finds yet', () => {
    expect([...rows.keys()].sort()).toEqual(BUGS.map(({ name }) => name).sort());
    for (const line of unfoundLines(BUGS)) expect(page).toContain(line);
    expect(page).toContain(`${found.length} of ${BUGS.length} bugs found`);
  });

  it('counts a bug that is not found', () => {
    const harmless = { ...(BUGS[0] as (typeof BUGS)[number]), name: '', rules: KAFKA_RULES };
    expect(hunt(harmless, { kind: 'generated', generate: {} }, 3)).toBeUndefined();
    expect(hunt(harmless, { kind: 'written', scenario: 'first-join' }, 1)).toBeUndefined();
    const row = { bug: harmless, found: undefined, size: '', line: '', expected: false };
    expect(summary([row])).toBe('0 of 1 bugs found');
  });
});

describe('runs without a bug', () => {
  it('accuse nobody', () => {
    const player = new Player({ seed: 20, sources: [], judge: BY_PROMISES });
    const accused = Array.from({ length: 300 }, (_, i) => player.play(i).failure).filter(
      (failure) => failure !== null,
    );
    expect(accused).toEqual([]);
  });
});
