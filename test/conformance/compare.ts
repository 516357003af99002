import { canonical, isArray, isObject, type Json, type JsonObject } from './json.js';
import type { Transcript } from './parse.js';
import type { Output } from './run.js';
import { type Defaults, leaveOut } from './shapes.js';

/** One place where ours differs from the recording. */
export interface Difference {
  readonly step: number;
  readonly at: number;
  /** The parts that differ, as path and the two values; empty text: there is nothing. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** api -> requests whose fate matches, of how many. */
  readonly apis: ReadonlyMap<string, { readonly matched: number; readonly total: number }>;
}

/** Compares everything in order and time. */
export function compare(transcript: Transcript, output: Output, defaults: Defaults): Comparison {
  const ids = new Bijection();
  const apiOf = apisById(transcript);
  const wrong = new Set<number>();
  const differences: Difference[] = [];
  transcript.steps.forEach((step, i) => {
    const expected = step.out.map((entry) => normal(recorded(defaults, entry, apiOf), apiOf));
    const actual = (output[i] ?? []).map((entry) => normal(entry, apiOf));
    const parts: Part[] = [];
    for (let n = 0; n < Math.max(expected.length, actual.length); n++) {
      const found: Part[] = [];
      differ(expected[n], actual[n], `out[${n}]`, '', ids, found);
      parts.push(...found);
      if (found.length > 0) for (const id of answered(expected[n], actual[n])) wrong.add(id);
    }
    if (parts.length > 0) differences.push({ step: i, at: step.at, parts });
  });
  return { differences, apis: countApis(apiOf, wrong) };
}

interface Sent {
  readonly api: string;
  readonly version: number;
}

function apisById(transcript: Transcript): Map<number, Sent> {
  const apiOf = new Map<number, Sent>();
  for (const { action } of transcript.steps) {
    if (action.type === 'request')
      apiOf.set(action.id, { api: action.request.api, version: action.request.version });
  }
  return apiOf;
}

function answered(...entries: readonly (JsonObject | undefined)[]): number[] {
  return entries.flatMap((entry) => (typeof entry?.response === 'number' ? [entry.response] : []));
}

function countApis(apiOf: ReadonlyMap<number, Sent>, wrong: ReadonlySet<number>) {
  const apis = new Map<string, { matched: number; total: number }>();
  for (const [id, { api }] of apiOf) {
    const count = apis.get(api) ?? { matched: 0, total: 0 };
    count.total += 1;
    if (!wrong.has(id)) count.matched += 1;
    apis.set(api, count);
  }
  return apis;
}

/** A recorded entry without what is not to be compared. */
function recorded(
  defaults: Defaults,
  entry: JsonObject,
  apiOf: ReadonlyMap<number, Sent>,
): JsonObject {
  if (isArray(entry.records))
    return { ...entry, records: entry.records.map((record) => recordedRecord(defaults, record)) };
  if (typeof entry.response !== 'number' || !isObject(entry.body)) return entry;
  const sent = apiOf.get(entry.response);
  if (sent === undefined) return entry;
  const body = leaveOut(defaults, `${sent.api}ResponseData`, entry.body, sent.version);
  return { ...entry, body };
}

function recordedRecord(defaults: Defaults, record: Json): Json {
  if (!isObject(record) || !isObject(record.value)) return record;
  const version = Number(record.valueVersion);
  return { ...record, value: leaveOut(defaults, `${record.type}Value`, record.value, version) };
}

/** Puts what stands for a set in order; the order of records in one batch is free. */
function normal(entry: JsonObject, apiOf: ReadonlyMap<number, Sent>): JsonObject {
  const sorted = sortTopics(entry) as JsonObject; // an object stays one
  if (isArray(sorted.records)) return { ...sorted, records: sortBy(sorted.records, canonical) };
  const api = typeof sorted.response === 'number' ? apiOf.get(sorted.response)?.api : undefined;
  if (!isObject(sorted.body)) return sorted;
  if (api === 'ListGroups') return withGroups(sorted, (groups) => sortBy(groups, field('groupId')));
  if (api === 'OffsetFetch') return withGroups(sorted, (groups) => groups.map(sortFetched));
  return sorted;
}

function withGroups(entry: JsonObject, change: (groups: readonly Json[]) => Json): JsonObject {
  const { body } = entry;
  if (!isObject(body) || !isArray(body.groups)) return entry;
  return { ...entry, body: { ...body, groups: change(body.groups) } };
}

function sortFetched(group: Json): Json {
  if (!isObject(group) || !isArray(group.topics)) return group;
  const topics = group.topics.map((topic) => {
    if (!isObject(topic) || !isArray(topic.partitions)) return topic;
    return { ...topic, partitions: sortBy(topic.partitions, field('partitionIndex')) };
  });
  return { ...group, topics: sortBy(topics, field('name', 'topicId')) };
}

function field(...names: string[]): (value: Json) => string {
  return (value) => {
    const found = isObject(value) ? names.map((name) => value[name] ?? '') : [];
    return found.map((v) => (typeof v === 'number' ? String(v).padStart(12, '0') : v)).join(' ');
  };
}

function sortBy(list: readonly Json[], key: (value: Json) => string): Json[] {
  return list
    .map((value) => [key(value), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, value]) => value);
}

/** Lists of (topic, partitions) stand for sets, wherever they are. */
function sortTopics(value: Json): Json {
  if (isArray(value)) {
    const items = value.map(sortTopics);
    const first = items[0];
    if (!isObject(first) || !('partitions' in first)) return items;
    const key = 'topicId' in first ? 'topicId' : 'topic';
    if (!(key in first)) return items;
    return sortBy(items, field(key)).map((item) => {
      if (!isObject(item) || !isArray(item.partitions)) return item;
      if (!item.partitions.every((p) => typeof p === 'number')) return item;
      return { ...item, partitions: [...item.partitions].sort((a, b) => Number(a) - Number(b)) };
    });
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, sortTopics(v)]));
}

/** Member ids may differ, but one of theirs is always the same one of ours. */
class Bijection {
  readonly #ours = new Map<string, string>();
  readonly #theirs = new Map<string, string>();

  matches(theirs: string, ours: string): boolean {
    const known = this.#ours.get(theirs);
    if (known !== undefined) return known === ours;
    if (this.#theirs.has(ours)) return false;
    this.#ours.set(theirs, ours);
    this.#theirs.set(ours, theirs);
    return true;
  }
}

const MEMBER_IDS = new Set(['memberId', 'leader']);

/** Collects the parts in which two values differ. */
function differ(
  expected: Json | undefined,
  actual: Json | undefined,
  path: string,
  name: string,
  ids: Bijection,
  found: Part[],
): void {
  if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)]))
      differ(expected[key], actual[key], `${path}.${key}`, key, ids, found);
  } else if (isArray(expected) && isArray(actual)) {
    for (let i = 0; i < Math.max(expected.length, actual.length); i++)
      differ(expected[i], actual[i], `${path}[${i}]`, name, ids, found);
  } else if (typeof expected === 'string' && typeof actual === 'string' && MEMBER_IDS.has(name)) {
    if (!ids.matches(expected, actual)) found.push({ path, expected, actual });
  } else if (expected !== actual) {
    found.push({ path, expected: show(expected), actual: show(actual) });
  }
}

function show(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}
