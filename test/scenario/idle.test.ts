import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/scenario/run/run.js';
import { verdict } from '../../src/scenario/text/verdict.js';
import { bad, good, world } from './support.js';

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
    ['  - heal: all', 'heal: no link has a fault, so nothing happened'],
    [
      '  - cut: { between: [c1, broker-1] }\n  - after: 5s\n    heal: c2\n  - heal: c1',
      'heal: no link of c2 has a fault, so nothing happened',
    ],
    ['  - release: all', 'release: nothing like that is held, so nothing happened'],
    [
      '  - hold-reply: JoinGroup of c1\n  - after: 5s\n    release: SyncGroup of c1\n  - release: all',
      'release: nothing like that is held, so nothing happened',
    ],
    [
      '  - crash: c1\n  - close-connection: [c1, broker-1]',
      'close-connection: c1 is crashed, so nothing happened',
    ],
    [
      '  - close-connection: [broker-1, broker-1]',
      'close-connection: there is no such connection now, so nothing happened',
    ],
  ])('%s: the run is undecided', (steps, what) => {
    expect(idle(steps)).toEqual(['undecided', what]);
  });

  it('is refused where it can be seen beforehand: clients do not talk to each other', () => {
    expect(bad(world('  - close-connection: [c1, shop]'))).toEqual([
      'x.yaml:9:23: c1 and shop have no connection (clients talk to brokers: [c1, broker-1])',
    ]);
    expect(idle('  - after: 1s\n    close-connection: [broker-1, c1]')).toEqual(['passed']);
  });

  it('is no matter in an optional step, nor is one that strikes', () => {
    expect(idle('  - heal: all\n    optional: true')).toEqual(['passed']);
    expect(idle('  - cut: { between: [c1, broker-1] }\n  - after: 5s\n    heal: all')).toEqual([
      'passed',
    ]);
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

describe('what is held to the end', () => {
  const told = (steps: string) =>
    verdict(runScenario(good(world(steps)))).filter((line) => line.startsWith('Still held'));

  it('is told', () => {
    const hold = '  - hold-reply: OffsetCommit of c1\n  - after: 30s';
    expect(told(hold)).toEqual(['Still held at the end: 1 message (no release:).']);
    expect(told(`${hold}\n    release: all`)).toEqual([]);
  });
});

describe('kafka-delete-records', () => {
  it('tells why a leader refuses it, or that nobody leads', () => {
    const { trace } = runScenario(
      good(`summary: records that stay
topics: { orders: { partitions: 1 }, state: { partitions: 1, cleanup.policy: compact } }
steps:
  - produce: { orders-0: 5 }
  - delete-records: { orders-0: 6 }
  - delete-records: { state-0: 1 }
  - delete-records: { orders-0: 2 }
  - crash: broker-1
  - delete-records: { orders-0: 3 }
`),
    );
    const refused = trace.facts.filter(({ fact }) => fact.type === 'cluster tool refused');
    const asked = { type: 'cluster tool refused', action: 'delete records' };
    expect(refused.map(({ fact }) => fact)).toEqual([
      { ...asked, subject: 'orders-0', error: 'OFFSET_OUT_OF_RANGE' },
      { ...asked, subject: 'state-0', error: 'POLICY_VIOLATION' },
      { ...asked, subject: 'orders-0', error: 'LEADER_NOT_AVAILABLE' },
    ]);
    const raised = trace.facts.filter(({ fact }) => fact.type === 'log start raised');
    expect(raised).toMatchObject([{ fact: { logStartOffset: 2 } }]);
  });
});
