import { readBroker } from '../conditions.js';
import type { Subscription } from '../model.js';
import type { Action, DoAction } from '../model-steps.js';
import { Refusal, readPartition } from '../units.js';
import type { Path } from './node.js';
import { readPattern } from './resolve-consumers.js';
import { checkPartition, toRecord } from './resolve-producers.js';
import { eachName, type Scope, type StepFile } from './scope.js';

export type Value<K extends keyof StepFile> = NonNullable<StepFile[K]>;

/** Reads the value of one key of a step. Problems go to the scope; what is left is sound. */
export type ActionReader<K extends keyof StepFile> = (
  scope: Scope,
  value: Value<K>,
  path: Path,
  step: StepFile,
) => Action[];

export function readStart(scope: Scope, value: Value<'start'>, path: Path): DoAction[] {
  const names = eachName(value, path).filter(([name, at]) => {
    if (scope.consumers.has(name) || scope.producers.has(name)) return true;
    const known = [...scope.consumers.keys(), ...scope.producers];
    const [message, fix] = scope.explainName('consumer or producer', name, known);
    scope.report(at, message, readBroker(name) === undefined ? fix : `restart: ${name}`);
    return false;
  });
  return [{ kind: 'start', names: names.map(([name]) => name) }];
}

export function readStop(scope: Scope, value: Value<'stop'>, path: Path): DoAction[] {
  const names = eachName(value, path).filter(([name, at]) => {
    if (!scope.consumers.has(name)) return scope.producer(name, at);
    scope.report(at, `${name} is a consumer; only producers stop`, `close: ${name}`);
    return false;
  });
  return [{ kind: 'stop', producers: names.map(([name]) => name) }];
}

export function readClose(scope: Scope, value: Value<'close'>, path: Path): DoAction[] {
  if (typeof value === 'string' || Array.isArray(value)) {
    return consumers(scope, value, path).map((consumer) => ({
      kind: 'close',
      consumer,
      option: 'default',
    }));
  }
  return perConsumer(scope, value, path).map(([consumer, option]) => ({
    kind: 'close',
    consumer,
    option,
  }));
}

export function readSubscribe(scope: Scope, value: Value<'subscribe'>, path: Path): DoAction[] {
  return perConsumer(scope, value, path).map(([consumer, given, at]) => ({
    kind: 'subscribe',
    consumer,
    to: subscription(scope, given, at),
  }));
}

function subscription(scope: Scope, given: Value<'subscribe'>[string], path: Path): Subscription {
  if (typeof given === 'string' || Array.isArray(given)) {
    const topics = eachName(given, path).filter(([topic, at]) => scope.topic(topic, at));
    return { kind: 'topics', topics: topics.map(([topic]) => topic) };
  }
  const pattern = scope.take(readPattern(given.pattern), given.pattern, [...path, 'pattern'], '');
  return { kind: 'pattern', pattern };
}

export function readAssign(scope: Scope, value: Value<'assign'>, path: Path): DoAction[] {
  return perConsumer(scope, value, path).map(([consumer, given, at]) => ({
    kind: 'subscribe',
    consumer,
    to: { kind: 'partitions', partitions: scope.partitions(given, at) },
  }));
}

export function readCalls(kind: 'unsubscribe' | 'enforce-rebalance'): ActionReader<typeof kind> {
  return (scope, value, path) =>
    consumers(scope, value, path).map((consumer) => ({ kind, consumer }));
}

export function readSeek(scope: Scope, value: Value<'seek'>, path: Path): DoAction[] {
  return perConsumer(scope, value, path).map(([consumer, given, at]) => ({
    kind: 'seek',
    consumer,
    to: readOffsets(scope, given, at),
  }));
}

/** `{orders-0: 3}` */
export function readOffsets(scope: Scope, given: Readonly<Record<string, number>>, path: Path) {
  return Object.entries(given).flatMap(([text, offset]) =>
    scope.partition(text, [...path, text], 'key').map((tp) => ({ tp, offset })),
  );
}

type Partial4 = 'seek-to-beginning' | 'seek-to-end' | 'pause' | 'resume';

/** `c1`, `[c1, c2]`, or `{c1: [orders-0]}`. */
export function readOnPartitions(kind: Partial4): ActionReader<Partial4> {
  return (scope, value, path) => {
    if (typeof value === 'string' || Array.isArray(value)) {
      return consumers(scope, value, path).map((consumer) => ({
        kind,
        consumer,
        partitions: null,
      }));
    }
    return perConsumer(scope, value, path).map(([consumer, given, at]) => ({
      kind,
      consumer,
      partitions: scope.partitions(given, at),
    }));
  };
}

export function readProduce(scope: Scope, value: Value<'produce'>, path: Path): DoAction[] {
  const { topic } = value;
  if (typeof topic === 'string') {
    // Of the two shapes only the long one has a topic that is a text.
    const long = value as Extract<typeof value, { topic: string }>;
    if (!scope.topic(topic, [...path, 'topic'])) return [];
    checkPartition(scope, topic, long.partition, [...path, 'partition']);
    return [{ kind: 'produce', topic, count: long.count ?? 1, record: toRecord(long) }];
  }
  return Object.entries(value as Readonly<Record<string, number>>).flatMap(([name, count]) =>
    produceTo(scope, name, count, [...path, name]),
  );
}

function produceTo(scope: Scope, name: string, count: number, path: Path): DoAction[] {
  const tp = readPartition(name);
  if (scope.topics.has(name) || tp instanceof Refusal) {
    if (!scope.topic(name, path, 'key')) return [];
    return [{ kind: 'produce', topic: name, count, record: toRecord({}) }];
  }
  return scope.partition(name, path, 'key').map(({ topic, partition }) => ({
    kind: 'produce',
    topic,
    count,
    record: toRecord({ partition }),
  }));
}

function consumers(scope: Scope, value: string | readonly string[], path: Path): string[] {
  const known = eachName(value, path).filter(([name, at]) => scope.consumer(name, at));
  return known.map(([name]) => name);
}

/** The entries of `{c1: ...}` whose consumer exists, with the paths of their values. */
export function perConsumer<T>(
  scope: Scope,
  value: Readonly<Record<string, T>>,
  path: Path,
): (readonly [consumer: string, value: T, path: Path])[] {
  return Object.entries(value)
    .map(([name, given]) => [name, given, [...path, name]] as const)
    .filter(([name, , at]) => scope.consumer(name, at, 'key'));
}
