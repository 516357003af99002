import { describe, expect, it } from 'vitest';
import { scenarioTemplate } from '../../src/scenario/template.js';
import { good } from './support.js';

describe('cohort new', () => {
  it.each(['my-first', 'x.yaml', '"; rm -rf # *', ''])(
    '%j gives a scenario that can be read',
    (name) => {
      const scenario = good(scenarioTemplate(name));
      expect(scenario.steps.length).toBeGreaterThan(5);
      expect(scenario.consumers.size).toBe(2);
    },
  );

  it('names the file in its first lines', () => {
    expect(scenarioTemplate('my-first')).toMatch(
      /^# my first\. Run it: {2}cohort run my-first\.yaml\n/,
    );
  });
});
