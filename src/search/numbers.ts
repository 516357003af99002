import type { ScenarioFile } from '../scenario/schema.js';
import { formatDuration, Refusal, readDuration, readDurationRange } from '../scenario/units.js';

/*
 * The times and counts of a scenario that are worth lowering: when things happen, how long they last, how many there
 * are. Not the configs: a session timeout of 1 ms is no simpler than the usual one.
 */

export interface NumberAt {
  readonly value: number;
  /** It is not proposed below this. */
  readonly least: number;
  /** The scenario with another number there. */
  readonly put: (file: ScenarioFile, n: number) => ScenarioFile;
}

type Key = string | number;
type Reading = 'duration' | 'range' | 'count';

const STEP_KEYS: readonly (readonly [key: string, reading: Reading, least: number])[] = [
  ['at', 'duration', 0],
  ['after', 'duration', 0],
  ['within', 'duration', 0],
  ['for', 'duration', 0],
];
const CLUSTER_KEYS = [
  ['brokers', 'count', 1],
  ['latency', 'range', 1],
] as const;
const TOPIC_KEYS = [
  ['partitions', 'count', 1],
  ['replication.factor', 'count', 1],
] as const;
const PRODUCER_KEYS = [['count', 'count', 1]] as const;
const CONSUMER_KEYS = [
  ['processing', 'range', 0],
  ['workers', 'count', 1],
] as const;

/** In the order in which they are lowered: times of steps, then counts, then latencies. */
export function numbersIn(file: ScenarioFile): NumberAt[] {
  const found: NumberAt[] = [];
  const look = (path: readonly Key[], reading: Reading, least: number) => {
    const number = numberAt(file, path, reading, least);
    if (number !== undefined) found.push(number);
  };
  const each = (
    section: 'topics' | 'producers' | 'consumers',
    keys: readonly (readonly [string, Reading, number])[],
  ) => {
    for (const name of Object.keys(file[section] ?? {})) {
      for (const [key, reading, least] of keys) look([section, name, key], reading, least);
    }
  };
  file.steps.forEach((step, i) => {
    for (const [key, reading, least] of STEP_KEYS) look(['steps', i, key], reading, least);
    for (const key of Object.keys(step.produce ?? {}))
      look(['steps', i, 'produce', key], 'count', 1);
  });
  each('producers', PRODUCER_KEYS);
  each('topics', TOPIC_KEYS);
  each('consumers', CONSUMER_KEYS);
  for (const [key, reading, least] of CLUSTER_KEYS) look(['cluster', key], reading, least);
  return found;
}

function numberAt(
  file: ScenarioFile,
  path: readonly Key[],
  reading: Reading,
  least: number,
): NumberAt | undefined {
  const given = get(file, path);
  if (typeof given !== 'string' && typeof given !== 'number') return undefined;
  const put = (of: ScenarioFile, n: number, text: (n: number) => unknown) =>
    set(of, path, text(n)) as ScenarioFile; // a copy with one leaf changed
  switch (reading) {
    case 'count':
      if (typeof given !== 'number') return undefined;
      return { value: given, least, put: (of, n) => put(of, n, (count) => count) };
    case 'duration': {
      const ms = readDuration(given);
      if (ms instanceof Refusal) return undefined;
      return { value: ms, least, put: (of, n) => put(of, n, formatDuration) };
    }
    case 'range': {
      const range = readDurationRange(given);
      if (range instanceof Refusal) return undefined;
      const { minMs, maxMs } = range;
      // A range shrinks to its lower end, and that then to `least`.
      if (minMs === maxMs)
        return { value: maxMs, least, put: (of, n) => put(of, n, formatDuration) };
      const text = (n: number) =>
        n === minMs ? formatDuration(n) : `${formatDuration(minMs)}..${formatDuration(n)}`;
      return { value: maxMs, least: minMs, put: (of, n) => put(of, n, text) };
    }
  }
}

function get(value: unknown, path: readonly Key[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<Key, unknown>)[key]; // an object that has it
  }
  return at;
}

function set(value: unknown, [key, ...rest]: readonly Key[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  if (Array.isArray(value)) {
    return value.map((item, i) => (i === key ? set(item, rest, leaf) : item));
  }
  const object = value as Record<Key, unknown>; // `get` has been there
  return { ...object, [key]: set(object[key], rest, leaf) };
}
