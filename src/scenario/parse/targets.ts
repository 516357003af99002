import { readBroker } from '../conditions.js';
import type { FaultTarget } from '../model-faults.js';
import { Refusal, readPartition } from '../units.js';
import type { Path } from './node.js';
import { eachName, type Scope } from './scope.js';

/** Nodes by name, role or kind: `c1`, `broker-1`, `controller`, `coordinator of billing`, `brokers`. */
export function readTargets(
  scope: Scope,
  value: string | readonly string[],
  path: Path,
): FaultTarget[] {
  return eachName(value, path).flatMap(([name, at]) => readTarget(scope, name, at));
}

const KINDS = ['brokers', 'consumers', 'producers'] as const;

export function readTarget(scope: Scope, name: string, path: Path): FaultTarget[] {
  if (scope.consumers.has(name)) return [{ kind: 'consumer', name }];
  if (scope.producers.has(name)) return [{ kind: 'producer', name }];
  if (name === 'controller') return [{ kind: 'controller' }];
  const kind = KINDS.find((word) => word === name);
  if (kind !== undefined) return [{ kind }];
  const broker = readBroker(name);
  if (broker !== undefined)
    return brokerExists(scope, broker, path) ? [{ kind: 'broker', broker }] : [];
  return readRole(scope, name, path) ?? nobody(scope, name, path);
}

function readRole(scope: Scope, name: string, path: Path): FaultTarget[] | undefined {
  const role = /^(coordinator|leader) of "?([^"]+)"?$/.exec(name);
  const subject = role?.[2] ?? '';
  if (role?.[1] === 'coordinator') {
    return scope.group(subject, path) ? [{ kind: 'coordinator', group: subject }] : [];
  }
  if (role?.[1] !== 'leader') return undefined;
  const tp = readPartition(subject);
  if (tp instanceof Refusal) scope.report(path, `"${subject}" ${tp.message}`, tp.fix);
  return scope.partition(subject, path).map((one) => ({ kind: 'leader', tp: one }));
}

function nobody(scope: Scope, name: string, path: Path): FaultTarget[] {
  const brokers = Array.from({ length: scope.brokers }, (_, i) => `broker-${i + 1}`);
  const known = [...scope.consumers.keys(), ...scope.producers, ...brokers];
  const [message, fix] = scope.explainName('consumer, producer or broker', name, known);
  scope.report(path, message, fix);
  return [];
}

/** Only brokers, by whatever words. */
export function readBrokers(
  scope: Scope,
  value: string | readonly string[],
  path: Path,
): FaultTarget[] {
  const targets = readTargets(scope, value, path);
  for (const target of targets) {
    if (target.kind === 'consumer' || target.kind === 'producer') {
      scope.report(path, `${target.name} is a ${target.kind}, not a broker`, 'broker-1');
    } else if (['controller', 'consumers', 'producers'].includes(target.kind)) {
      scope.report(path, `${target.kind}: brokers are meant`, 'broker-1, or brokers');
    }
  }
  return targets;
}

export function brokerExists(
  scope: Scope,
  broker: number,
  path: Path,
  part: 'key' | 'value' = 'value',
): boolean {
  if (broker <= scope.brokers) return true;
  const last = scope.brokers === 1 ? 'only broker-1' : `broker-1 to broker-${scope.brokers}`;
  scope.report(path, `there is no broker-${broker}`, `${last}; see cluster: brokers`, part);
  return false;
}
