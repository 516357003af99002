/** What a field of a step must be. A trailing `?` is an optional one. */
type Kind = 'text' | 'number' | 'boolean' | 'texts' | 'map';
export type FieldKind = Kind | `${Kind}?`;

/** May stand in every step: they say what the recorder did, and change nothing here but `await`. */
export const COMMON_FIELDS: Readonly<Record<string, FieldKind>> = {
  n: 'number?',
  do: 'text',
  await: 'boolean?',
  signal: 'text?',
};

const CONSUMER = { consumer: 'text' } as const;
const GROUP = { group: 'text' } as const;

/** Every step that the runner understands, with its fields. */
export const STEPS: Readonly<Record<string, Readonly<Record<string, FieldKind>>>> = {
  'create-topic': { topic: 'text', partitions: 'number', configs: 'map?' },
  'create-topic-again': { topic: 'text', partitions: 'number', configs: 'map?' },
  'delete-topic': { topic: 'text' },
  'add-partitions': { topic: 'text', total: 'number' },
  'delete-records': { partition: 'text', before: 'number' },
  produce: { partition: 'text', count: 'number' },
  'produce-in-background': { topic: 'text', everyMs: 'number', forMs: 'number' },
  'start-consumer': { ...CONSUMER, configs: 'map' },
  subscribe: {
    ...CONSUMER,
    topics: 'texts?',
    pattern: 'text?',
    afterAssigned: 'text?',
    afterRevoked: 'text?',
  },
  assign: { ...CONSUMER, partitions: 'texts' },
  unsubscribe: CONSUMER,
  enforceRebalance: CONSUMER,
  seek: { ...CONSUMER, partition: 'text', offset: 'number' },
  seekToBeginning: { ...CONSUMER, partitions: 'texts' },
  seekToEnd: { ...CONSUMER, partitions: 'texts' },
  pause: { ...CONSUMER, partitions: 'texts' },
  resume: { ...CONSUMER, partitions: 'texts' },
  position: { ...CONSUMER, ms: 'number' },
  paused: CONSUMER,
  lag: CONSUMER,
  poll: { ...CONSUMER, ms: 'number' },
  pollFor: { ...CONSUMER, count: 'number', ms: 'number' },
  loop: { ...CONSUMER, ms: 'number', process: 'boolean?' },
  stopLoop: CONSUMER,
  process: { ...CONSUMER, count: 'number' },
  sleep: { ...CONSUMER, ms: 'number' },
  commitSync: { ...CONSUMER, offsets: 'map?', ms: 'number?' },
  commitAsync: { ...CONSUMER, offsets: 'map?', tag: 'text' },
  wakeup: CONSUMER,
  close: { ...CONSUMER, option: 'text?' },
  kill: CONSUMER,
  freeze: CONSUMER,
  thaw: CONSUMER,
  'kill-broker': { why: 'text' },
  'restart-broker': {},
  'drop-next-answer': { ...CONSUMER, api: 'text', thenKillBroker: 'boolean?' },
  'read-committed-offsets': GROUP,
  'describe-group': GROUP,
  'alter-group-offsets': { ...GROUP, offsets: 'map' },
  'delete-group': GROUP,
  'delete-group-offsets': { ...GROUP, partitions: 'texts' },
  'remove-member': { ...GROUP, instance: 'text' },
  wait: { ms: 'number' },
  'wait-until-assigned': { ...CONSUMER, partitions: 'texts?', count: 'number?' },
  'wait-until-received': { ...CONSUMER, total: 'number' },
  'wait-until': { ...CONSUMER, event: 'text', times: 'number' },
  'wait-for-group-state': { ...GROUP, state: 'text' },
  await: CONSUMER,
  'wait-until-owned-together': { consumers: 'texts', count: 'number', each: 'number?' },
  'wait-until-produced': {},
  'wait-until-group-deleted': GROUP,
};

/** Steps that the recorder has and the simulator cannot perform yet: they are refused by name. */
export const NOT_MODELLED: ReadonlySet<string> = new Set([
  'kafka-consumer-groups.sh',
  'start-producer',
  'producer',
  'initTransactions',
  'begin',
  'send',
  'sendOffsets',
  'commitTransaction',
  'abortTransaction',
  'closeProducer',
]);
