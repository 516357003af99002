import { chaosToFile, type Entry, faultToFile, type Plain } from './fault-to-file.js';
import type { ClusterSpec, RecordSpec, Subscription } from './model.js';
import type {
  Action,
  Expectation,
  JudgeAction,
  MustHappen,
  OffsetRef,
  OperatorAction,
  Step,
  TopicScope,
} from './model-steps.js';
import type { StepFile } from './parse/scope.js';
import { topicToFile } from './topic-to-file.js';
import { formatDuration, formatIsoDuration, formatRecords } from './units.js';

export interface StepContext {
  readonly cluster: ClusterSpec;
  readonly topics: ReadonlySet<string>;
}

export function stepToFile(step: Step, context: StepContext): StepFile {
  const { trigger, actions, optional } = step;
  const file: Record<string, Plain> = {};
  if (trigger.kind === 'at') file.at = formatDuration(trigger.atMs);
  if (trigger.kind === 'after') file.after = formatDuration(trigger.afterMs);
  if (trigger.kind === 'when') {
    file[actions.length > 0 ? 'when' : 'until'] = trigger.text;
    if (trigger.withinMs !== null) file.within = formatDuration(trigger.withinMs);
  }
  if (optional) file.optional = true;
  for (const action of actions) {
    for (const [key, value] of actionToFile(action, context)) {
      const known = key === 'for' ? undefined : file[key]; // one for all faults of a step
      file[key] =
        known === undefined ? value : merge(known, value, key === 'close' ? 'default' : []);
    }
  }
  return file as StepFile; // the entries are those of the schema, as the round-trip test shows
}

/**
 * Several actions under one key: `start: [a, b]`, `committed: {g: {p: 1, q: 2}}`. Where one has a detail and the
 * other none, `none` stands for it.
 */
function merge(a: Plain, b: Plain, none: Plain): Plain {
  if (isMap(a) && isMap(b)) {
    const merged: { [key: string]: Plain } = Object.assign(Object.create(null), a);
    for (const [key, value] of Object.entries(b)) {
      const old = merged[key];
      merged[key] =
        old === undefined || key === 'by' || key === 'group' ? value : merge(old, value, none);
    }
    return merged;
  }
  if (isMap(a)) return { ...a, ...named(b, none) };
  if (isMap(b)) return { ...named(a, none), ...b };
  return [a, b].flat();
}

function isMap(value: Plain): value is { [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `[c1]` beside `{c2: ...}`: c1 without more. */
function named(value: Plain, none: Plain): { [key: string]: Plain } {
  return Object.fromEntries([value].flat().map((name) => [String(name), none]));
}

function actionToFile(action: Action, context: StepContext): Entry[] {
  switch (action.kind) {
    case 'start':
      return [['start', names(action.names)]];
    case 'stop':
      return [['stop', names(action.producers)]];
    case 'close':
      if (action.option === 'default') return [['close', action.consumer]];
      return [['close', { [action.consumer]: action.option }]];
    case 'subscribe':
      return [subscribe(action.consumer, action.to)];
    case 'unsubscribe':
    case 'enforce-rebalance':
      return [[action.kind, action.consumer]];
    case 'seek':
      return [['seek', { [action.consumer]: offsets(action.to) }]];
    case 'seek-to-beginning':
    case 'seek-to-end':
    case 'pause':
    case 'resume':
      if (action.partitions === null) return [[action.kind, action.consumer]];
      return [[action.kind, { [action.consumer]: action.partitions.map((tp) => tp.key) }]];
    case 'produce':
      return [['produce', produce(action.topic, action.count, action.record, context)]];
    case 'expect':
    case 'must-happen':
    case 'check':
      return [judgement(action)];
    case 'create-topic':
    case 'delete-topic':
    case 'add-partitions':
    case 'delete-records':
    case 'reset-offsets':
    case 'alter-offsets':
    case 'delete-offsets':
    case 'delete-group':
    case 'remove-member':
      return [operator(action, context)];
    case 'chaos':
      return [chaosToFile(action)];
    default:
      return faultToFile(action);
  }
}

function names(list: readonly string[]): Plain {
  const [first] = list;
  return first !== undefined && list.length === 1 ? first : [...list];
}

function offsets(list: readonly (Omit<OffsetRef, 'offset'> & { offset: number | null })[]): Plain {
  return Object.fromEntries(list.map(({ tp, offset }) => [tp.key, offset]));
}

function subscribe(consumer: string, to: Subscription): Entry {
  if (to.kind === 'partitions')
    return ['assign', { [consumer]: to.partitions.map((tp) => tp.key) }];
  const what: Plain =
    to.kind === 'pattern' ? { pattern: to.pattern } : to.kind === 'topics' ? [...to.topics] : [];
  return ['subscribe', { [consumer]: what }];
}

function produce(topic: string, count: number, record: RecordSpec, context: StepContext): Plain {
  const { key, value, partition } = record;
  const short = partition === null ? topic : `${topic}-${partition}`;
  // `orders-0` is a partition only if no topic has that name.
  const clear =
    (partition === null ? !/-\d+$/.test(topic) : !context.topics.has(short)) && short !== 'topic';
  if (key === null && value === null && clear) return { [short]: count };
  return {
    topic,
    count,
    ...(key === null ? {} : { key }),
    ...(value === null ? {} : { value }),
    ...(partition === null ? {} : { partition }),
  };
}

function operator(action: OperatorAction, { cluster }: StepContext): Entry {
  switch (action.kind) {
    case 'create-topic':
      // A TopicFile holds plain values only.
      return ['create-topic', { [action.topic.name]: topicToFile(action.topic, cluster) as Plain }];
    case 'delete-topic':
      return ['delete-topic', action.topic];
    case 'add-partitions':
      return ['add-partitions', { [action.topic]: action.partitions }];
    case 'delete-records':
      return ['delete-records', offsets(action.before)];
    case 'reset-offsets':
      return ['reset-offsets', reset(action)];
    case 'alter-offsets':
      return ['alter-offsets', { [action.group]: offsets(action.offsets) }];
    case 'delete-offsets':
      return ['delete-offsets', { group: action.group, topic: names(action.scope.map(scope)) }];
    case 'delete-group':
      return ['delete-group', action.group];
    case 'remove-member': {
      const { who, group } = action;
      if (who.kind === 'all') return ['remove-member', { group, all: true }];
      if (who.kind === 'instance') return ['remove-member', { group, instance: who.instance }];
      return ['remove-member', { group, member: who.consumer }];
    }
  }
}

function reset(action: Extract<OperatorAction, { kind: 'reset-offsets' }>): Plain {
  const { group, to, execute } = action;
  const where: Plain =
    to.kind === 'to-offset'
      ? to.offset
      : to.kind === 'shift-by'
        ? to.by
        : to.kind === 'to-datetime'
          ? formatDuration(to.atMs)
          : to.kind === 'by-duration'
            ? formatIsoDuration(to.durationMs)
            : true;
  const which =
    action.scope === null ? { 'all-topics': true } : { topic: names(action.scope.map(scope)) };
  return { group, ...which, [to.kind]: where, ...(execute ? {} : { 'dry-run': true }) };
}

function scope({ topic, partitions }: TopicScope): string {
  return partitions === null ? topic : `${topic}:${partitions.join(',')}`;
}

function judgement(action: JudgeAction): Entry {
  if (action.kind === 'expect') return ['expect', expectation(action.fact)];
  if (action.kind === 'must-happen') return ['must-happen', mustHappen(action.event)];
  const group = action.group === null ? {} : { group: action.group };
  return ['check', { [action.property]: action.verdict, ...group }];
}

function expectation(fact: Expectation): Plain {
  switch (fact.kind) {
    case 'describe': {
      const { group, view, verbose, table } = fact;
      const shape = view === 'offsets' ? {} : { [view]: true };
      return { describe: group, ...shape, ...(verbose ? { verbose } : {}), table };
    }
    case 'processed': {
      const times = { 0: 'not processed', 1: 'processed once', 2: 'processed twice' } as const;
      const key = fact.times === 'at least once' ? 'processed' : times[fact.times as 0 | 1 | 2]; // no others exist
      return {
        [key]: names(fact.records.map(formatRecords)),
        ...(fact.by === null ? {} : { by: fact.by }),
        ...(fact.group === null ? {} : { group: fact.group }),
      };
    }
    case 'stored': {
      const times = { 0: 'not stored', 1: 'stored once', 2: 'stored twice' } as const;
      const key = fact.times === 'at least once' ? 'stored' : times[fact.times as 0 | 1 | 2]; // no others exist
      return { [key]: names(fact.records.map(formatRecords)), group: fact.group };
    }
    case 'rows':
      return { rows: { [fact.group]: fact.rows } };
    case 'committed':
      return { committed: { [fact.group]: offsets([fact]) } };
    case 'position':
      return { position: { [fact.consumer]: offsets([fact]) } };
    case 'log-end':
      return { 'log-end': offsets([fact]) };
    case 'values':
      return { values: { [fact.tp.key]: [...fact.values] } };
    case 'owns':
      return { owns: { [fact.consumer]: fact.partitions.map((tp) => tp.key) } };
    case 'state':
      return { state: { [fact.group]: fact.state } };
    case 'generation':
      return { generation: { [fact.group]: fact.generation } };
    case 'members':
      return { members: { [fact.group]: [...fact.consumers] } };
    case 'exception':
      return { exception: { [fact.consumer]: fact.exception } };
    case 'leader':
      return { leader: { [fact.tp.key]: brokerName(fact.broker) } };
    case 'isr':
      return { isr: { [fact.tp.key]: [...fact.brokers] } };
    case 'replica-end':
      return { 'replica-end': { [`broker-${fact.broker}`]: offsets([fact]) } };
    case 'lag':
      return { lag: { [fact.group]: fact.lag } };
  }
}

function mustHappen(event: MustHappen): Plain {
  switch (event.kind) {
    case 'assigned':
    case 'revoked':
    case 'lost':
    case 'reset':
    case 'truncation detected':
      if (event.partitions.length === 0) return { [event.kind]: event.consumer };
      return { [event.kind]: { [event.consumer]: event.partitions.map((tp) => tp.key) } };
    case 'exception':
    case 'commit failed':
      return { [event.kind]: detail(event.consumer, event.exception) };
    case 'commit refused':
      return { [event.kind]: detail(event.consumer, event.error) };
    case 'rebalance':
    case 'coordinator moved':
      return { [event.kind]: { [event.group]: event.times } };
    case 'offsets expired':
    case 'group deleted':
      return { [event.kind]: event.group };
    case 'truncated':
    case 'isr shrunk':
    case 'isr expanded':
    case 'unclean election':
      return { [event.kind]: event.tp.key };
    case 'leader elected':
      return { [event.kind]: detail(event.tp.key, brokerName(event.broker)) };
    case 'broker fenced':
      return { [event.kind]: `broker-${event.broker}` };
    case 'send failed':
      return { [event.kind]: detail(event.producer, event.exception) };
    case 'network fault':
      return { [event.kind]: event.fault };
    default:
      return { [event.kind]: event.consumer };
  }
}

function brokerName(broker: number | null): string | null {
  return broker === null ? null : `broker-${broker}`;
}

function detail(consumer: string, text: string | null): Plain {
  return text === null ? consumer : { [consumer]: text };
}
