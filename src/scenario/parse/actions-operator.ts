import type { ClusterSpec } from '../model.js';
import type { OperatorAction, ResetTarget, TopicScope } from '../model-steps.js';
import { readDatetime, readIsoDuration } from '../units.js';
import { type ActionReader, readOffsets, type Value } from './actions-do.js';
import type { Path } from './node.js';
import { resolveTopic } from './resolve-cluster.js';
import { eachName, type Scope } from './scope.js';

export function readCreateTopic(cluster: ClusterSpec): ActionReader<'create-topic'> {
  return (scope, value, path) =>
    Object.entries(value).map(([name, given]) => ({
      kind: 'create-topic',
      topic: resolveTopic(scope, name, given, cluster, [...path, name]),
    }));
}

export function readDeleteTopic(
  scope: Scope,
  value: Value<'delete-topic'>,
  path: Path,
): OperatorAction[] {
  return eachName(value, path)
    .filter(([topic, at]) => scope.topic(topic, at))
    .map(([topic]) => ({ kind: 'delete-topic', topic }));
}

export function readAddPartitions(
  scope: Scope,
  value: Value<'add-partitions'>,
  path: Path,
): OperatorAction[] {
  return Object.entries(value)
    .filter(([topic]) => scope.topic(topic, [...path, topic], 'key'))
    .map(([topic, partitions]) => ({ kind: 'add-partitions', topic, partitions }));
}

export function readDeleteRecords(
  scope: Scope,
  value: Value<'delete-records'>,
  path: Path,
): OperatorAction[] {
  return [{ kind: 'delete-records', before: readOffsets(scope, value, path) }];
}

const TARGETS = [
  'to-earliest',
  'to-latest',
  'to-current',
  'to-offset',
  'shift-by',
  'to-datetime',
  'by-duration',
] as const;

export function readResetOffsets(
  scope: Scope,
  value: Value<'reset-offsets'>,
  path: Path,
): OperatorAction[] {
  const said = TARGETS.filter((key) => value[key] !== undefined);
  const [first, second] = said;
  if (first === undefined) {
    scope.report(path, 'reset to where?', `one of ${TARGETS.join(', ')}`, 'key');
    return [];
  }
  if (second !== undefined) {
    scope.report([...path, second], `${first} and ${second} exclude each other`, 'keep one', 'key');
  }
  if (value.execute !== undefined && value['dry-run'] !== undefined) {
    scope.report([...path, 'dry-run'], 'execute and dry-run exclude each other', 'keep one', 'key');
  }
  const to = resetTarget(scope, first, value, path);
  const execute = value.execute ?? value['dry-run'] !== true;
  return [
    {
      kind: 'reset-offsets',
      group: value.group,
      scope: resetScope(scope, value, path),
      to,
      execute,
    },
  ];
}

function resetTarget(
  scope: Scope,
  kind: (typeof TARGETS)[number],
  value: Value<'reset-offsets'>,
  path: Path,
): ResetTarget {
  switch (kind) {
    case 'to-offset':
      return { kind, offset: value['to-offset'] ?? 0 };
    case 'shift-by':
      return { kind, by: value['shift-by'] ?? 0 };
    case 'to-datetime': {
      const given = value['to-datetime'] ?? 0;
      return { kind, atMs: scope.take(readDatetime(given), given, [...path, kind], 0) };
    }
    case 'by-duration': {
      const given = value['by-duration'] ?? '';
      return { kind, durationMs: scope.take(readIsoDuration(given), given, [...path, kind], 0) };
    }
    default:
      return { kind };
  }
}

function resetScope(
  scope: Scope,
  value: Value<'reset-offsets'>,
  path: Path,
): readonly TopicScope[] | null {
  const topics = readTopicScopes(scope, value, path);
  if (value['all-topics'] === true) {
    if (topics.length === 0) return null;
    scope.report(
      [...path, 'all-topics'],
      'all-topics and topic exclude each other',
      'keep one',
      'key',
    );
  }
  if (value.topic === undefined && value.topics === undefined) {
    scope.report(path, 'reset which topics?', 'topic: orders, or all-topics: true', 'key');
  }
  return topics;
}

/** `topic: orders`, `topics: [orders, refunds:0,2]`. */
function readTopicScopes(
  scope: Scope,
  value: {
    readonly topic?: string | string[] | undefined;
    readonly topics?: string | string[] | undefined;
  },
  path: Path,
): TopicScope[] {
  return (['topic', 'topics'] as const).flatMap((key) =>
    eachName(value[key] ?? [], [...path, key]).flatMap(([text, at]) => topicScope(scope, text, at)),
  );
}

function topicScope(scope: Scope, text: string, path: Path): TopicScope[] {
  const colon = text.lastIndexOf(':');
  const topic = colon === -1 ? text : text.slice(0, colon);
  if (!scope.topic(topic, path)) return [];
  if (colon === -1) return [{ topic, partitions: null }];
  const list = text.slice(colon + 1);
  if (!/^\d{1,6}(,\d{1,6})*$/.test(list)) {
    scope.report(path, `"${text}" names no partitions`, `${topic}, or ${topic}:0,2`);
    return [];
  }
  const partitions = list.split(',').map(Number);
  for (const partition of partitions) {
    if (partition >= (scope.topics.get(topic) ?? 0)) {
      scope.report(path, `topic ${topic} has no partition ${partition}`, '');
    }
  }
  return [{ topic, partitions }];
}

export function readAlterOffsets(
  scope: Scope,
  value: Value<'alter-offsets'>,
  path: Path,
): OperatorAction[] {
  return Object.entries(value).map(([group, given]) => ({
    kind: 'alter-offsets',
    group,
    offsets: readOffsets(scope, given, [...path, group]),
  }));
}

export function readDeleteOffsets(
  scope: Scope,
  value: Value<'delete-offsets'>,
  path: Path,
): OperatorAction[] {
  scope.group(value.group, [...path, 'group']);
  const topics = readTopicScopes(scope, value, path);
  if (value.topic === undefined && value.topics === undefined) {
    scope.report(path, 'delete the offsets of which topics?', 'topic: orders', 'key');
  }
  return [{ kind: 'delete-offsets', group: value.group, scope: topics }];
}

export function readDeleteGroup(
  scope: Scope,
  value: Value<'delete-group'>,
  path: Path,
): OperatorAction[] {
  return eachName(value, path)
    .filter(([group, at]) => scope.group(group, at))
    .map(([group]) => ({ kind: 'delete-group', group }));
}

export function readRemoveMember(
  scope: Scope,
  value: Value<'remove-member'>,
  path: Path,
): OperatorAction[] {
  const { group, member, instance, all } = value;
  scope.group(group, [...path, 'group']);
  const said = [member, instance, all].filter((one) => one !== undefined).length;
  if (said !== 1) {
    scope.report(path, 'remove which member?', 'member: c1, instance: i1, or all: true', 'key');
  }
  if (member !== undefined) {
    if (scope.consumer(member, [...path, 'member']) && scope.consumers.get(member) !== group) {
      scope.report([...path, 'member'], `${member} is not in group ${group}`);
    }
    return [{ kind: 'remove-member', group, who: { kind: 'consumer', consumer: member } }];
  }
  if (instance === undefined) return [{ kind: 'remove-member', group, who: { kind: 'all' } }];
  if (!scope.instances.has(instance)) {
    const [message, fix] = scope.explainName('group.instance.id', instance, scope.instances);
    scope.report([...path, 'instance'], message, fix);
  }
  return [{ kind: 'remove-member', group, who: { kind: 'instance', instance } }];
}
