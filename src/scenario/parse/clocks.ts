import type { ClockSpec } from '../../sim/clock.js';
import type { ClockChange } from '../../sim/set-clock.js';
import { readBroker } from '../conditions.js';
import type { ClockAction } from '../model-faults.js';
import type { ScenarioFile } from '../schema.js';
import { Refusal } from '../units.js';
import { readDrift, readOffset } from '../units-clock.js';
import type { Value } from './actions-do.js';
import type { Path } from './node.js';
import type { Scope } from './scope.js';
import { brokerExists, readTarget } from './targets.js';

/* Clocks of nodes: `clock:` of a client, `cluster: clocks:`, and the step `set-clock:`. */

type ClockFile = NonNullable<NonNullable<ScenarioFile['cluster']>['clocks']>[string];

function readChange(scope: Scope, given: ClockFile, path: Path): ClockChange {
  if (given.offset === undefined && given.drift === undefined) {
    scope.report(path, 'this clock has neither offset nor drift', '{ offset: 5s, drift: 100ppm }');
  }
  const offset = given.offset === undefined ? null : readOffset(given.offset);
  const ppm = given.drift === undefined ? null : readDrift(given.drift);
  // The schema check has told of a bad one.
  return {
    offsetMs: offset instanceof Refusal ? null : offset,
    ppm: ppm instanceof Refusal ? null : ppm,
  };
}

/** Of a client; null without its own. */
export function resolveClock(
  scope: Scope,
  given: ClockFile | undefined,
  path: Path,
): ClockSpec | null {
  if (given === undefined) return null;
  const { offsetMs, ppm } = readChange(scope, given, path);
  return { offsetMs: offsetMs ?? 0, ppm: ppm ?? 0 };
}

/** Of brokers and the controller, by name. */
export function resolveClocks(
  scope: Scope,
  given: Readonly<Record<string, ClockFile>> = {},
): Map<string, ClockSpec> {
  const clocks = new Map<string, ClockSpec>();
  for (const [name, one] of Object.entries(given)) {
    const path = ['cluster', 'clocks', name];
    const broker = readBroker(name);
    if (name !== 'controller' && broker === undefined) {
      const fix = 'broker-1, controller; a client has its own clock:';
      scope.report(path, `"${name}" is no broker`, fix, 'key');
    } else if (broker !== undefined) brokerExists(scope, broker, path);
    const clock = resolveClock(scope, one, path);
    if (clock !== null) clocks.set(name, clock);
  }
  return clocks;
}

export function readSetClock(scope: Scope, value: Value<'set-clock'>, path: Path): ClockAction[] {
  return Object.entries(value).flatMap(([name, one]) => {
    const change = readChange(scope, one, [...path, name]);
    return readTarget(scope, name, [...path, name]).map(
      (target): ClockAction => ({ kind: 'set-clock', target, ...change }),
    );
  });
}
