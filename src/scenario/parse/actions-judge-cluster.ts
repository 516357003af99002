import { readBroker } from '../conditions.js';
import type { Expectation, MustHappen } from '../model-steps.js';
import type { Value } from './actions-do.js';
import { eachNamed, someOffsets } from './names.js';
import type { Path } from './node.js';
import { eachName, type Scope } from './scope.js';
import { brokerExists } from './targets.js';

/*
 * What is expected of brokers, replicas, producers and the network.
 */

export function readClusterFact(
  scope: Scope,
  key: 'leader' | 'isr' | 'replica-end',
  value: Value<'expect'>,
  at: Path,
): Expectation[] {
  switch (key) {
    case 'leader':
      return Object.entries(value.leader ?? {}).flatMap(([text, given]) => {
        const path = [...at, text];
        const broker = given === null ? null : brokerNamed(scope, given, path);
        if (broker === undefined) return [];
        return scope.partition(text, path, 'key').map((tp) => ({ kind: key, tp, broker }));
      });
    case 'isr':
      return Object.entries(value.isr ?? {}).flatMap(([text, brokers]) => {
        const path = [...at, text];
        if (new Set(brokers).size < brokers.length) {
          scope.report(path, 'a broker is named twice', 'each broker once');
        }
        if (!brokers.every((id, i) => brokerExists(scope, id, [...path, i]))) return [];
        return scope.partition(text, path, 'key').map((tp) => ({ kind: key, tp, brokers }));
      });
    case 'replica-end':
      return Object.entries(value['replica-end'] ?? {}).flatMap(([name, offsets]) => {
        const path = [...at, name];
        const broker = brokerNamed(scope, name, path, 'key');
        if (broker === undefined) return [];
        return someOffsets(scope, offsets, path).map((one) => ({ kind: key, broker, ...one }));
      });
  }
}

type ClusterWord =
  | 'truncated'
  | 'isr shrunk'
  | 'isr expanded'
  | 'unclean election'
  | 'leader elected'
  | 'broker fenced'
  | 'send failed'
  | 'network fault';

export function readClusterEvents(
  scope: Scope,
  key: ClusterWord,
  value: Value<'must-happen'>,
  at: Path,
): MustHappen[] {
  switch (key) {
    case 'truncated':
    case 'isr shrunk':
    case 'isr expanded':
    case 'unclean election':
      return scope.partitions(value[key] ?? [], at).map((tp) => ({ kind: key, tp }));
    case 'leader elected':
      return eachNamed(value[key], at).flatMap(([text, name, path, part]) => {
        const broker = name === undefined ? null : brokerNamed(scope, name, path);
        if (broker === undefined) return [];
        return scope.partition(text, path, part).map((tp) => ({ kind: key, tp, broker }));
      });
    case 'broker fenced':
      return eachName(value[key] ?? [], at).flatMap(([name, path]) => {
        const broker = brokerNamed(scope, name, path);
        return broker === undefined ? [] : [{ kind: key, broker }];
      });
    case 'send failed':
      return eachNamed(value[key], at)
        .filter(([name, , path, part]) => scope.producer(name, path, part))
        .map(([producer, exception = null]) => ({ kind: key, producer, exception }));
    case 'network fault':
      return [value[key] ?? []].flat().map((fault) => ({ kind: key, fault }));
  }
}

/** A broker of this cluster; undefined after telling what is wrong with the name. */
function brokerNamed(
  scope: Scope,
  name: string,
  path: Path,
  part: 'key' | 'value' = 'value',
): number | undefined {
  const broker = readBroker(name);
  if (broker === undefined) scope.report(path, `"${name}" is no broker`, 'broker-2', part);
  return broker !== undefined && brokerExists(scope, broker, path, part) ? broker : undefined;
}
