import { readBroker } from '../conditions.js';
import type { ClusterAction, ProcessFault } from '../model-faults.js';
import { Refusal, readDuration } from '../units.js';
import type { Value } from './actions-do.js';
import type { Path } from './node.js';
import type { Scope, StepFile } from './scope.js';
import { brokerExists, readBrokers, readTargets } from './targets.js';

/*
 * Faults of processes, and what an operator does with brokers and replicas.
 */

export function readCrash(
  scope: Scope,
  value: Value<'crash'>,
  path: Path,
  step: StepFile,
): ProcessFault[] {
  const targets = readTargets(scope, value, path);
  const lose = step.lose ?? 'nothing';
  if (lose !== 'nothing' && targets.some((t) => t.kind === 'consumer' || t.kind === 'producer')) {
    const losePath = [...path.slice(0, -1), 'lose'];
    scope.report(losePath, 'lose: is about the disk of a broker', 'crash: broker-1', 'key');
  }
  return [{ kind: 'crash', targets, lose }];
}

/** Words of a step whose value is a list of processes. */
export function readFault(kind: 'restart' | 'thaw') {
  return (scope: Scope, value: string | readonly string[], path: Path): ProcessFault[] => {
    const targets = readTargets(scope, value, path);
    if (kind === 'thaw') refuseController(scope, targets, path);
    return [{ kind, targets }];
  };
}

export function readFreeze(
  scope: Scope,
  value: Value<'freeze'>,
  path: Path,
  step: StepFile,
): ProcessFault[] {
  const targets = readTargets(scope, value, path);
  refuseController(scope, targets, path);
  return [{ kind: 'freeze', targets, forMs: forMsOf(step) }];
}

function refuseController(scope: Scope, targets: readonly { kind: string }[], path: Path): void {
  if (!targets.some((t) => t.kind === 'controller')) return;
  scope.report(path, 'a controller does not freeze: another of its quorum takes over', 'crash:');
}

/** The `for:` of a step; null without one. */
export function forMsOf(step: StepFile): number | null {
  if (step.for === undefined) return null;
  const ms = readDuration(step.for);
  return ms instanceof Refusal ? null : ms; // the schema check told of it
}

export function readShutDown(scope: Scope, value: Value<'shut-down'>, path: Path): ClusterAction[] {
  return [{ kind: 'shut-down', targets: readBrokers(scope, value, path) }];
}

export function readElectLeader(
  scope: Scope,
  value: Value<'elect-leader'>,
  path: Path,
): ClusterAction[] {
  return Object.entries(value).flatMap(([name, election]) =>
    scope
      .anyPartition(name, [...path, name], 'key')
      .map((tp): ClusterAction => ({ kind: 'elect-leader', tp, election })),
  );
}

export function readReassign(scope: Scope, value: Value<'reassign'>, path: Path): ClusterAction[] {
  return Object.entries(value).flatMap(([name, replicas]) => {
    const at = [...path, name];
    if (new Set(replicas).size < replicas.length) {
      scope.report(at, 'a broker is named twice', 'each broker once');
    }
    if (!replicas.every((id, i) => brokerExists(scope, id, [...at, i]))) return [];
    return scope
      .anyPartition(name, at, 'key')
      .map((tp): ClusterAction => ({ kind: 'reassign', tp, replicas }));
  });
}

export function readMoveCoordinator(
  scope: Scope,
  value: Value<'move-coordinator'>,
  path: Path,
): ClusterAction[] {
  return Object.entries(value).flatMap(([group, name]): ClusterAction[] => {
    const at = [...path, group];
    const broker = readBroker(name);
    if (!scope.group(group, at, 'key')) return [];
    if (broker === undefined) scope.report(at, `"${name}" is no broker`, 'broker-2');
    if (broker === undefined || !brokerExists(scope, broker, at)) return [];
    return [{ kind: 'move-coordinator', group, broker }];
  });
}
