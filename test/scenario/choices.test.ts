import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/cli/differ.js';
import { printScenario } from '../../src/scenario/print.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { recordedChoices } from '../../src/sim/choices.js';
import { seededChoices } from '../../src/sim/seeded-choices.js';
import { bad, good, world } from './support.js';

const TEXT = world('  - until: billing is Stable', 'cluster: { latency: 1ms..9ms }\n');

describe('choices: of a scenario', () => {
  it('play the run that a seed drew, line by line, also from the printed scenario', () => {
    const plain = good(TEXT);
    const seeded = runScenario(plain, { choices: seededChoices(5), seed: 5 });
    expect(seeded.choices.length).toBeGreaterThan(10);
    const kept = good(printScenario({ ...plain, choices: seeded.choices }));
    const lines = linesOf(seeded);
    expect(linesOf(runScenario(kept))).toEqual(lines);
    expect(linesOf(runScenario(plain))).not.toEqual(lines);
  });

  it('give way to a seed, and what they lead to is expected of instants', () => {
    const text = TEXT.replace(
      'steps:',
      'choices: { "latency c1>broker-1": { "0": 3, "2": 1 } }\nsteps:',
    );
    const scenario = good(`${text}  - expect: { state: { billing: Stable } }\n`);
    expect(scenario.choices).toEqual([
      { label: 'latency c1>broker-1', occurrence: 0, outcome: 3 },
      { label: 'latency c1>broker-1', occurrence: 2, outcome: 1 },
    ]);
    const own = runScenario(scenario);
    expect(own.choices).toEqual(scenario.choices);
    expect(own.expectations).toMatchObject([{ ok: true }]);
    const given = runScenario(scenario, { choices: recordedChoices(scenario.choices) });
    expect(linesOf(given)).toEqual(linesOf(own));
    const drawn = runScenario(scenario, { choices: seededChoices(5), seed: 5 });
    expect(drawn.choices).not.toEqual(scenario.choices);
    expect(drawn.expectations).toEqual([]);
  });

  it('are refused where they are wrong', () => {
    const withChoices = (choices: string) =>
      bad(TEXT.replace('steps:', `choices: ${choices}\nsteps:`));
    expect(withChoices('{ x: { first: 1 } }')[0]).toContain('"first" is not the number of a draw');
    expect(withChoices('{ x: { "0": 0 } }')[0]).toContain('0 is out of range');
    expect(withChoices('{ x: 5 }')[0]).toContain('expected a map, found 5');
  });
});
