import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/scenario/run/run.js';
import { good, world } from './support.js';

const idle = (steps: string, more = '') => {
  const { outcome, unfired } = runScenario(good(world(steps, more)));
  return [outcome, ...unfired.map(({ what }) => what)];
};

describe('a fault that strikes nobody', () => {
  it.each([
    ['  - at: 1s\n    crash: c1\n  - crash: c1', 'crash: c1 is crashed, so nothing happened'],
    ['  - close: c1\n  - after: 1s\n    crash: c1', 'crash: c1 is closed, so nothing happened'],
    ['  - thaw: c1', 'thaw: c1 is running, so nothing happened'],
    ['  - restart: broker-1', 'restart: broker-1 is running, so nothing happened'],
    ['  - start: c1', 'start: c1 is running, so nothing happened'],
    ['  - freeze: c1\n  - freeze: c1\n  - thaw: c1', 'freeze: c1 is frozen, so nothing happened'],
  ])('%s: the run is undecided', (steps, what) => {
    expect(idle(steps)).toEqual(['undecided', what]);
  });

  it('is no matter in an optional step, nor is one that strikes', () => {
    expect(idle('  - crash: c1\n  - at: 1s\n    crash: c1\n    optional: true')).toEqual([
      'passed',
    ]);
    expect(idle('  - at: 1s\n    crash: c1\n  - restart: c1')).toEqual(['passed']);
  });
});

describe('a cut between a broker and the controller', () => {
  const three = 'cluster: { brokers: 3 }\n';
  it.each(['from: broker-2, to: controller', 'from: controller, to: broker-2'])(
    'that stops heartbeats has met messages (%s)',
    (cut) => {
      const steps = `  - at: 5s\n    cut: { ${cut} }\n  - after: 20s\n    heal: all`;
      expect(idle(steps, three)).toEqual(['passed']);
    },
  );

  it('has met none while the broker is down', () => {
    const steps = `  - crash: broker-2
  - after: 30s
    cut: { from: controller, to: broker-2 }
  - after: 1s
    heal: all
  - restart: broker-2`;
    expect(idle(steps, three)).toEqual(['undecided', 'cut: no message met this fault']);
  });
});
