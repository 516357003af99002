import { z } from 'zod';
import {
  MAX_BROKERS,
  MAX_INT,
  MAX_OFFSET,
  MAX_PARTITIONS,
  MAX_RECORDS,
  MAX_TEXT_LENGTH,
} from './bounds.js';
import { GROUP_STATES } from './model-conditions.js';
import { NETWORK_FAULT_WORDS, PROPERTY_NAMES } from './model-steps.js';
import { faultShape } from './schema-faults.js';
import {
  condition,
  datetime,
  duration,
  isoDuration,
  list,
  moment,
  name,
  partition,
  partitionList,
  recordsList,
  text,
  topicList,
  words,
  yes,
} from './schema-parts.js';
import { topic } from './schema-topic.js';

const offset = z.int().min(0).max(MAX_OFFSET);
const offsets = z.record(partition, offset);
const someOffsets = z.record(partition, offset.nullable());
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const namesOrPartitions = z.union([words, z.record(name, partitionList)]);

const produce = z.union([
  z.strictObject({
    topic: name,
    count: z.int().min(1).max(MAX_RECORDS).optional(),
    key: cell.optional(),
    value: cell.optional(),
    partition: z.int().min(0).optional(),
  }),
  z.record(name, z.int().min(1).max(MAX_RECORDS)),
]);

const resetOffsets = z.strictObject({
  group: name,
  topic: topicList.optional(),
  topics: topicList.optional(),
  'all-topics': yes.optional(),
  'to-earliest': yes.optional(),
  'to-latest': yes.optional(),
  'to-current': yes.optional(),
  'to-offset': offset.optional(),
  'shift-by': z.int().min(-MAX_OFFSET).max(MAX_OFFSET).optional(),
  'to-datetime': datetime.optional(),
  'by-duration': isoDuration.optional(),
  execute: z.boolean().optional().describe('true if not given.'),
  'dry-run': z.boolean().optional(),
});

const expectation = z.strictObject({
  describe: name.optional().describe('A group, as kafka-consumer-groups --describe shows it.'),
  table: z.string().max(MAX_TEXT_LENGTH).optional().describe('What it prints.'),
  verbose: yes.optional(),
  members: z.union([yes, z.record(name, z.union([name, z.array(name)]))]).optional(),
  state: z.union([yes, z.record(name, z.enum(GROUP_STATES))]).optional(),
  processed: recordsList.optional().describe('At least once.'),
  'processed once': recordsList.optional(),
  'processed twice': recordsList.optional(),
  'not processed': recordsList.optional(),
  stored: recordsList.optional().describe('In the store of group:, at least one row each.'),
  'stored once': recordsList.optional(),
  'stored twice': recordsList.optional(),
  'not stored': recordsList.optional(),
  rows: z.record(name, z.int().min(0).max(MAX_INT)).optional().describe('{billing: 12}'),
  by: name.optional().describe('By this consumer.'),
  group: name.optional().describe('By this group.'),
  committed: z.record(name, someOffsets).optional().describe('{billing: {orders-0: 5}}'),
  owns: z.record(name, partitionList).optional().describe('{c1: [orders-0]}'),
  generation: z.record(name, z.int().min(0).max(MAX_INT)).optional(),
  position: z.record(name, someOffsets).optional(),
  values: z
    .record(partition, z.array(z.union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.null()])))
    .optional()
    .describe('{orders-0: [a, b]}: the values in the log, in order.'),
  'log-end': offsets.optional().describe('Its high watermark, as LOG-END-OFFSET shows it.'),
  leader: z.record(partition, name.nullable()).optional().describe('{orders-0: broker-2}'),
  isr: z
    .record(partition, z.array(z.int().min(1).max(MAX_BROKERS)).max(MAX_BROKERS))
    .optional()
    .describe('{orders-0: [1, 2]}: the in-sync replicas.'),
  'replica-end': z
    .record(name, someOffsets)
    .optional()
    .describe("{broker-2: {orders-0: 5}}: where this broker's copy ends."),
  exception: z.record(name, text.nullable()).optional(),
  lag: z.record(name, offset).optional(),
});

const withException = z.union([words, z.record(name, text)]);
const atLeast = z.union([words, z.record(name, z.int().min(1).max(MAX_INT))]);

const mustHappen = z.strictObject({
  'session expired': words.optional(),
  'max poll interval exceeded': words.optional(),
  'processing failed': words.optional(),
  'static member replaced': words.optional(),
  closed: words.optional(),
  assigned: namesOrPartitions.optional(),
  revoked: namesOrPartitions.optional(),
  lost: namesOrPartitions.optional(),
  reset: namesOrPartitions.optional().describe('A position, by auto.offset.reset.'),
  exception: withException.optional(),
  'commit failed': withException.optional(),
  'commit refused': withException.optional(),
  rebalance: atLeast.optional().describe('A group, or {billing: 2} for at least two.'),
  'coordinator moved': atLeast.optional(),
  'offsets expired': words.optional(),
  'group deleted': words.optional(),
  'truncation detected': namesOrPartitions.optional().describe('By a consumer.'),
  truncated: partitionList.optional().describe("The tail of a broker's copy is gone."),
  'isr shrunk': partitionList.optional(),
  'isr expanded': partitionList.optional(),
  'unclean election': partitionList.optional(),
  'leader elected': z.union([partitionList, z.record(partition, name)]).optional(),
  'broker fenced': words.optional(),
  'send failed': withException.optional().describe("A producer's records, for good."),
  'network fault': list(z.enum(NETWORK_FAULT_WORDS)).optional().describe('A message was struck.'),
});

const verdict = z.enum(['holds', 'violated']).optional();
const verdicts = Object.fromEntries(PROPERTY_NAMES.map((property) => [property, verdict]));
const check = z.strictObject({
  // The keys are PROPERTY_NAMES, which the type of Object.fromEntries forgets.
  ...(verdicts as Record<(typeof PROPERTY_NAMES)[number], typeof verdict>),
  group: name.optional().describe('Judge this group alone.'),
});

export const stepSchema = z
  .strictObject({
    at: duration.optional().describe('At this virtual time.'),
    after: duration.optional().describe('So long after the step before.'),
    when: condition.optional().describe('As soon as this holds.'),
    until: moment.optional().describe('Only wait: for a condition or a time.'),
    within: duration.optional().describe('The longest that when or until may wait.'),
    optional: z.boolean().optional().describe('It need not fire.'),

    start: words.optional().describe('Consumers and producers.'),
    stop: words.optional().describe('Producers.'),
    close: z
      .union([words, z.record(name, z.enum(['default', 'leave-group', 'remain-in-group']))])
      .optional()
      .describe('Consumers: close().'),
    subscribe: z
      .record(name, z.union([words, z.strictObject({ pattern: z.string() })]))
      .optional()
      .describe('{c1: [orders]}'),
    unsubscribe: words.optional(),
    assign: z.record(name, partitionList).optional().describe('{c1: [orders-0]}'),
    seek: z.record(name, offsets).optional().describe('{c1: {orders-0: 3}}'),
    'seek-to-beginning': namesOrPartitions.optional(),
    'seek-to-end': namesOrPartitions.optional(),
    pause: namesOrPartitions.optional().describe('{c1: [orders-0]}'),
    resume: namesOrPartitions.optional(),
    'enforce-rebalance': words.optional(),
    produce: produce.optional().describe('{orders-0: 5}, or {topic: orders, count: 5, key: ada}'),

    'create-topic': z.record(name, topic.nullable()).optional(),
    'delete-topic': words.optional(),
    'add-partitions': z
      .record(name, z.int().min(1).max(MAX_PARTITIONS))
      .optional()
      .describe('{orders: 6}: up to 6.'),
    'delete-records': z
      .record(partition, z.int().min(-1).max(MAX_OFFSET))
      .optional()
      .describe('{orders-0: 5}: all below 5; -1: all.'),
    'reset-offsets': resetOffsets.optional(),
    'alter-offsets': z.record(name, offsets).optional().describe('{billing: {orders-0: 5}}'),
    'delete-offsets': z
      .strictObject({ group: name, topic: topicList.optional(), topics: topicList.optional() })
      .optional(),
    'delete-group': words.optional(),
    'remove-member': z
      .strictObject({
        group: name,
        member: name.optional(),
        instance: text.optional(),
        all: yes.optional(),
      })
      .optional(),

    ...faultShape,

    expect: expectation.optional().describe('Facts at this instant.'),
    'must-happen': mustHappen.optional().describe('At some time of the run.'),
    check: check.optional().describe('{at-least-once: holds}: properties of the whole run.'),
  })
  .meta({ id: 'step' });
