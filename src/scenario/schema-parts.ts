import { z } from 'zod';
import { MAX_NAME_LENGTH, MAX_TEXT_LENGTH, MAX_TIME_MS } from './bounds.js';
import type { Shape } from './configs/spec.js';
import { CONFIG_NAMES, type ConfigKeys, type ConfigOwner } from './configs/tables.js';

/*
 * The small types. Those with an `id` are checked by a reader of `units.ts` or `conditions.ts` of the same name
 * (see `parse/leaves.ts`), whose messages are better than those of a pattern; the pattern is for editors.
 */

const DURATION = String.raw`(\d+(\.\d+)?(ms|s|m|h|d))+`;

export const text = z.string().min(1).max(MAX_NAME_LENGTH);
export const name = text.meta({ id: 'name', description: 'A name.' });

/** A number or a text; the pattern is of its text. */
function leaf(id: string, pattern: string, description: string) {
  const number = z.int().min(0).max(MAX_TIME_MS);
  return z.union([z.string().regex(new RegExp(`^${pattern}$`)), number]).meta({ id, description });
}

export const duration = leaf(
  'duration',
  `(${DURATION}|\\d+)`,
  'A duration: 200ms, 6s, 5m, 1h, 7d, or ms.',
);
/** Of retention.ms: no `leaf`, for its number may be −1. */
const limit = z
  .union([z.string().regex(new RegExp(`^(-1|${DURATION}|\\d+)$`)), z.int().min(-1)])
  .meta({ id: 'limit', description: 'A duration, or -1 for no limit.' });
export const durationRange = leaf(
  'range',
  String.raw`(${DURATION}|\d+)(\.\.(${DURATION}|\d+))?`,
  'A duration, or two of them: 1ms..5ms.',
);
export const datetime = z.union([z.string(), z.number()]).meta({
  id: 'datetime',
  description: 'A virtual time: 5s, or a date and time after 1970-01-01T00:00:00.000.',
});
export const rate = z
  .string()
  .regex(/^\d+\/\d*(ms|s|m|h|d)$/)
  .meta({ id: 'rate', description: 'Records per time: 10/s.' });
export const partition = z
  .string()
  .regex(/^.+-\d+$/)
  .meta({ id: 'partition', description: 'A partition: orders-0.' });
export const records = z
  .string()
  .regex(/^.+-\d+@\d+(\.\.\d+)?$/)
  .meta({ id: 'records', description: 'Records by offset: orders-0@3, orders-0@0..4.' });
export const isoDuration = z
  .string()
  .regex(/^P/)
  .meta({ id: 'isoDuration', description: 'An ISO 8601 duration: PT5M.' });
export const draw = z
  .string()
  .regex(/^\d{1,9}$/)
  .meta({ id: 'draw', description: 'Which draw of its label, from 0.' });
export const condition = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .meta({ id: 'condition', description: 'A condition: billing is Stable.' });
export const moment = z
  .union([z.string().max(MAX_TEXT_LENGTH), z.int().min(0).max(MAX_TIME_MS)])
  .meta({ id: 'moment', description: 'A virtual time, or a condition.' });

/** One of them, or a list. */
export function list<T extends z.ZodType>(item: T) {
  return z.union([item, z.array(item).min(1)]);
}

export const words = list(name).meta({ id: 'names', description: 'A name, or a list of names.' });
export const partitionList = z
  .union([partition, z.array(partition)])
  .meta({ id: 'partitions', description: 'A partition, or a list of them.' });
export const recordsList = list(records).meta({
  id: 'recordsList',
  description: 'Records by offset: orders-0@0..4, or a list of such.',
});
/** Of a node's own clock. */
export const clock = z
  .strictObject({
    offset: z
      .union([z.string().regex(new RegExp(`^-?(${DURATION}|\\d+)$`)), z.int()])
      .meta({ id: 'clockOffset', description: 'How far it is ahead: 5s; -5s: behind.' })
      .optional(),
    drift: z
      .string()
      .regex(/^-?\d+(\.\d+)?(ppm|%)$/)
      .meta({ id: 'drift', description: 'How much too fast it runs: 100ppm, 1%, -0.5%.' })
      .optional(),
  })
  .meta({ id: 'clock' });
export const yes = z.literal(true);
export const topicList = list(text.describe('A topic, or topic:0,2 for some of its partitions.'));

type ConfigValue = string | number | boolean | string[];
type ConfigShape<K extends string> = Record<K, z.ZodOptional<z.ZodType<ConfigValue>>>;

/** An optional key for each modelled config. */
export function configShape<O extends ConfigOwner>(owner: O): ConfigShape<ConfigKeys[O]> {
  const shape: ConfigShape<string> = {};
  for (const spec of CONFIG_NAMES[owner].modelled) {
    shape[spec.name] = shapeSchema(spec.shape).optional();
  }
  for (const { name: key, value, known } of CONFIG_NAMES[owner].fixed) {
    shape[key] = z.literal(value).meta({ known }).optional();
  }
  return shape as ConfigShape<ConfigKeys[O]>; // ConfigKeys is computed from the same tables
}

function shapeSchema(shape: Shape): z.ZodType<ConfigValue> {
  switch (shape.kind) {
    case 'integer':
      return z.int().min(shape.min).max(shape.max);
    case 'number':
      return z.number().min(shape.min).max(shape.max);
    case 'limit':
      return limit;
    case 'duration':
      return duration;
    case 'boolean':
      return z.boolean();
    case 'reset policy':
      return z
        .string()
        .regex(/^(earliest|latest|none|by_duration:P.+)$/)
        .meta({ id: 'resetPolicy', description: 'earliest, latest, none or by_duration:PT5M.' });
    case 'one of':
      return z.literal([...shape.values]).meta({ known: shape.known });
    case 'list of':
      return list(z.enum([...shape.values]).meta({ known: shape.known }));
  }
}
