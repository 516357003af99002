import { MAX_INT, MAX_TIME_MS } from '../bounds.js';
import { formatDuration, Refusal, readDuration } from '../units.js';

/** A value as a file may hold it. */
export type Given = string | number | boolean | readonly (string | number)[];

/** What a file may write; the schema is made from it. */
export type Shape =
  | { readonly kind: 'integer' | 'duration' | 'number'; readonly min: number; readonly max: number }
  /** A duration, or −1 for none. */
  | { readonly kind: 'limit'; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'reset policy' }
  /** `known` are values of Kafka that cohort does not model yet. */
  | {
      readonly kind: 'one of';
      readonly values: readonly (string | number)[];
      readonly known: readonly string[];
    }
  | {
      readonly kind: 'list of';
      readonly values: readonly string[];
      readonly known: readonly string[];
    };

/** One config that is modelled: Kafka's name, default and range, and how the model holds it. */
export interface ConfigSpec<T> {
  readonly name: string;
  readonly default: T;
  readonly shape: Shape;
  /** In the model; the schema has been checked before. */
  readonly read: (given: Given) => T | Refusal;
  /** The way back, for a printed scenario. */
  readonly write: (value: T) => Given;
}

/** One spec for each field of a model's configs. */
export type ConfigTable<C> = { readonly [F in keyof C]: ConfigSpec<C[F]> };

/** What to know of a table without its types. */
export type AnyConfigSpec = Pick<ConfigSpec<unknown>, 'name' | 'shape'>;

/** Kafka's `….ms`; `unitMs` 60,000 for `….minutes`, whose plain number is minutes. */
export function duration(
  name: string,
  defaultMs: number,
  min = 0,
  max = MAX_TIME_MS,
  unitMs = 1,
): ConfigSpec<number> {
  return {
    name,
    default: defaultMs,
    shape: { kind: 'duration', min, max },
    read: (given) => {
      const ms = readDuration(typeof given === 'number' ? given * unitMs : String(given));
      if (ms instanceof Refusal || (ms >= min && ms <= max)) return ms;
      return new Refusal(
        'is out of range',
        `from ${formatDuration(min)} to ${formatDuration(max)}`,
      );
    },
    write: formatDuration,
  };
}

export function integer(name: string, preset: number, min = 0, max = MAX_INT): ConfigSpec<number> {
  return {
    name,
    default: preset,
    shape: { kind: 'integer', min, max },
    read: Number,
    write: (value) => value,
  };
}

/** A fraction. */
export function number(name: string, preset: number, min: number, max: number): ConfigSpec<number> {
  return { ...integer(name, preset), shape: { kind: 'number', min, max } };
}

/** Kafka's `….ms` that may be −1: no limit. */
export function limit(name: string, presetMs: number): ConfigSpec<number> {
  const { read, write } = duration(name, presetMs);
  return {
    name,
    default: presetMs,
    shape: { kind: 'limit', max: MAX_TIME_MS },
    read: (given) => (String(given) === '-1' ? -1 : read(given)),
    write: (value) => (value === -1 ? -1 : write(value)),
  };
}

/** What a file may write for a `limit`. */
export function readLimit(given: string | number): number | Refusal {
  if (String(given) === '-1') return -1;
  if (!/^\s*-/.test(String(given))) return readDuration(given);
  return new Refusal('is negative', '-1 for no limit');
}

/** One of a few words. */
export function oneOf<T extends string>(
  name: string,
  preset: T,
  ...values: readonly T[]
): ConfigSpec<T> {
  return {
    name,
    default: preset,
    shape: { kind: 'one of', values, known: [] },
    read: (given) => values.find((value) => value === given) ?? preset, // the schema lets no other in
    write: (value) => value,
  };
}

export function boolean(name: string, preset: boolean): ConfigSpec<boolean> {
  return {
    name,
    default: preset,
    shape: { kind: 'boolean' },
    read: (given) => given === true,
    write: (value) => value,
  };
}

/** Of these values of Kafka's only one is modelled, so that the model need not hold it. */
export interface FixedConfig<N extends string = string> {
  readonly name: N;
  readonly value: string | boolean;
  readonly known: readonly string[];
}

export function fixed<N extends string>(
  name: N,
  value: string | boolean,
  ...known: string[]
): FixedConfig<N> {
  return { name, value, known };
}

/** `sessionTimeoutMs` -> `session.timeout.ms`, as a type: what may stand in a file for a field. */
export type KafkaName<Field, Done extends string = ''> = Field extends 'offsetsRetentionMs'
  ? 'offsets.retention.minutes'
  : Field extends 'leaderImbalanceCheckIntervalMs'
    ? 'leader.imbalance.check.interval.seconds'
    : Field extends `${infer First}${infer Rest}`
      ? KafkaName<Rest, `${Done}${First extends Lowercase<First> ? '' : '.'}${Lowercase<First>}`>
      : Done;
