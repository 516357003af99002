import { z } from 'zod';
import {
  MAX_BROKERS,
  MAX_INT,
  MAX_NAME_LENGTH,
  MAX_PARTITIONS,
  MAX_RECORDS,
  MAX_STEPS,
  MAX_TEXT_LENGTH,
  MAX_WORKERS,
} from './bounds.js';
import {
  clock,
  configShape,
  draw,
  duration,
  durationRange,
  list,
  name,
  partitionList,
  rate,
  records,
  text,
  words,
} from './schema-parts.js';
import { stepSchema } from './schema-steps.js';
import { topic } from './schema-topic.js';

/*
 * The one source of the language's shape. `tools/generate-schema.mjs` writes its JSON Schema to
 * `generated/schema.ts`, which is what the reader checks a file against: zod itself is not loaded for a run.
 */

const cell = z
  .union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.boolean(), z.null()])
  .meta({ id: 'cell', description: 'A key or a value: text, or null for none.' });

const partitionNumber = z
  .int()
  .min(0)
  .max(MAX_PARTITIONS - 1)
  .describe('A partition by number. Without it the partitioner decides.');

const cluster = z
  .strictObject({
    brokers: z
      .int()
      .min(1)
      .max(MAX_BROKERS)
      .optional()
      .describe('How many; they are broker-1, ...'),
    latency: durationRange.optional().describe('One way between two nodes: 1ms, or 1ms..5ms.'),
    'metadata-delay': durationRange
      .optional()
      .describe('How late a broker learns of new leaders and topics: 0ms..200ms.'),
    clocks: z
      .record(name, clock)
      .optional()
      .describe('Brokers whose clock is off: {broker-2: {offset: 5s, drift: 100ppm}}.'),
    'broker.rack': z.array(name).min(1).optional().describe('The rack of each broker, in order.'),
    ...configShape('broker'),
  })
  .meta({ configs: 'broker' });

const producer = z
  .strictObject({
    topic: name.describe('Where it writes.'),
    rate: rate.optional().describe('10/s. Without it everything is sent at once.'),
    count: z.int().min(1).max(MAX_RECORDS).optional().describe('How many records.'),
    keys: z.array(cell).min(1).max(MAX_RECORDS).optional().describe('Used in turn.'),
    values: z.array(cell).min(1).max(MAX_RECORDS).optional().describe('Used in turn.'),
    partition: partitionNumber.optional(),
    records: z
      .array(
        z.strictObject({
          key: cell.optional(),
          value: cell.optional(),
          partition: partitionNumber.optional(),
        }),
      )
      .min(1)
      .max(MAX_RECORDS)
      .optional()
      .describe('The records themselves, instead of count, keys and values.'),
    latency: durationRange.optional(),
    clock: clock.optional().describe('Its own clock: {offset: 5s, drift: 100ppm}.'),
    'client.id': text.optional(),
    ...configShape('producer'),
  })
  .meta({ configs: 'producer' });

const failure = z.strictObject({
  on: records.describe('The record, or records, that it fails on: orders-0@3.'),
  how: z
    .enum(['throw', 'poison', 'hang'])
    .optional()
    .describe('throw: once; poison: each time; hang: processing never returns.'),
  // biome-ignore lint/suspicious/noThenProperty: a word of the language; nothing awaits a schema.
  then: z
    .enum(['close', 'crash', 'continue', 'next-poll', 'retry'])
    .optional()
    .describe('What the application does with the exception.'),
});

const consumer = z
  .strictObject({
    like: name.optional().describe('Take over all that this consumer says, but its ids.'),
    group: text.optional().describe('group.id'),
    'group.id': text.optional(),
    'group.instance.id': text.optional().describe('Makes it a static member.'),
    'client.id': text.optional().describe('Its name, if not given.'),
    'client.rack': text.optional(),
    subscribe: words.optional().describe('Topics.'),
    pattern: z
      .string()
      .max(MAX_NAME_LENGTH)
      .optional()
      .describe('A regular expression for topics.'),
    assign: partitionList.optional().describe('Partitions by hand: no member of the group.'),
    commit: z
      .enum([
        'auto',
        'sync-per-batch',
        'sync-per-record',
        'async-per-batch',
        'async-per-batch-retried',
        'async-then-sync-on-revoke',
        'before-processing',
        'hand-off',
        'watermark',
        'none',
      ])
      .optional()
      .describe('When the application commits. enable.auto.commit follows from it.'),
    store: z
      .enum(['append', 'upsert', 'with-offsets'])
      .optional()
      .describe("What it writes its results to; the store is the group's."),
    processing: durationRange.optional().describe('For each record: 200ms, or 100ms..300ms.'),
    workers: z.int().min(1).max(MAX_WORKERS).optional().describe('For hand-off and watermark.'),
    'poll-timeout': duration.optional().describe('The argument of poll().'),
    latency: durationRange.optional(),
    clock: clock.optional().describe('Its own clock: {offset: 5s, drift: 100ppm}.'),
    fail: list(failure).optional().describe('The application fails on a record.'),
    ...configShape('consumer'),
  })
  .meta({ configs: 'consumer' });

export const scenarioSchema = z.strictObject({
  summary: z.string().min(1).max(MAX_TEXT_LENGTH).describe('What happens, in a sentence.'),
  'watch-for': z.string().max(MAX_TEXT_LENGTH).optional().describe('What to look at.'),
  cluster: cluster.optional(),
  topics: z.record(name, topic.nullable()).optional(),
  producers: z.record(name, producer).optional(),
  consumers: z.record(name, consumer).optional(),
  choices: z
    .record(z.string().max(MAX_TEXT_LENGTH), z.record(draw, z.int().min(1).max(MAX_INT)))
    .optional()
    .describe('Outcomes that are not the dullest, by label and draw. cohort fuzz writes them.'),
  bug: z
    .string()
    .max(MAX_NAME_LENGTH)
    .optional()
    .describe('A planted bug that the world is made with: cohort bugs lists them.'),
  limit: duration.optional().describe('The run ends here at the latest. 10m if not given.'),
  steps: z.array(stepSchema).min(1).max(MAX_STEPS).describe('One after the other.'),
});

/** A scenario as it is written: what a file holds, and what `scenario({...})` takes. */
export type ScenarioFile = z.infer<typeof scenarioSchema>;

/** What `cohort schema` prints: for editors that complete and check YAML. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'cohort scenario' };
}
