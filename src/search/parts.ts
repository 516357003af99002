import type { ScenarioFile } from '../scenario/schema.js';
import type { StepFile } from './faults.js';

/** What a consumer, producer, topic or the cluster must say: the rest may be left out. */
const SECTIONS = ['consumers', 'producers', 'topics'] as const;
type Section = (typeof SECTIONS)[number];

/** By these a reader knows a record: they cost nothing. */
const TELLING: ReadonlySet<string> = new Set(['keys', 'values']);

/** What a search may have been asked for in so many words: without them it would be about something else. */
const ASKED_FOR: ReadonlySet<string> = new Set(['commit', 'auto.offset.reset', 'acks']);

/** Without it a producer sends to the end of the run: no smaller, and each later candidate would take as long. */
const ENDING = 'count';

/** Scenarios with one part less: a consumer, producer or topic; a key that one of them says; a name in a step. */
export function* withoutParts(file: ScenarioFile): Generator<ScenarioFile, void> {
  for (const section of SECTIONS) {
    for (const name of Object.keys(file[section] ?? {})) yield withoutEntity(file, section, name);
  }
  for (const section of SECTIONS) {
    for (const [name, entry] of Object.entries(file[section] ?? {})) {
      for (const key of Object.keys(entry ?? {})) {
        if (TELLING.has(key) || ASKED_FOR.has(key) || key === ENDING) continue;
        yield withoutKey(file, section, name, key);
      }
    }
  }
  const { cluster, ...others } = file;
  for (const key of Object.keys(cluster ?? {})) {
    const rest = Object.fromEntries(Object.entries(cluster ?? {}).filter(([k]) => k !== key));
    yield Object.keys(rest).length === 0 ? others : { ...file, cluster: rest };
  }
  yield* withoutNames(file);
  yield* withFixedRanges(file);
  for (const [i, step] of file.steps.entries()) {
    const { optional, ...rest } = step;
    if (optional !== undefined) yield { ...file, steps: file.steps.with(i, rest) };
  }
}

function withoutEntity(file: ScenarioFile, section: Section, name: string): ScenarioFile {
  const { [name]: _, ...rest } = file[section] ?? {};
  const subscribers =
    section === 'topics'
      ? Object.entries(file.consumers ?? {}).map(([who, consumer]) => {
          const subscribe = [consumer.subscribe ?? []].flat().filter((topic) => topic !== name);
          return [who, consumer.subscribe === undefined ? consumer : { ...consumer, subscribe }];
        })
      : undefined;
  const steps = file.steps.flatMap((step) => withoutName(step, name));
  const consumers = subscribers === undefined ? {} : { consumers: Object.fromEntries(subscribers) };
  return { ...file, ...consumers, [section]: rest, steps };
}

function withoutKey(file: ScenarioFile, section: Section, name: string, key: string): ScenarioFile {
  const entries = Object.entries(file[section] ?? {}).map(([who, entry]) => {
    if (who !== name) return [who, entry];
    return [who, Object.fromEntries(Object.entries(entry ?? {}).filter(([k]) => k !== key))];
  });
  return { ...file, [section]: Object.fromEntries(entries) };
}

/** The step without anything that is done to `name`; nothing if nothing is left to do. */
function withoutName(step: StepFile, name: string): StepFile[] {
  const entries = Object.entries(step).flatMap(([key, value]): [string, unknown][] => {
    if (value === name) return [];
    if (Array.isArray(value)) {
      const rest = value.filter((item) => item !== name);
      return rest.length === 0 ? [] : [[key, rest]];
    }
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, name)) {
      const { [name]: _, ...rest } = value as Record<string, unknown>; // an object that has it
      return Object.keys(rest).length === 0 ? [] : [[key, rest]];
    }
    return [[key, value]];
  });
  const deeds = entries.filter(([key]) => !TRIGGERS.has(key));
  const had = Object.keys(step).some((key) => !TRIGGERS.has(key));
  return had && deeds.length === 0 ? [] : [Object.fromEntries(entries)];
}

/** Keys of a step that do nothing by themselves. */
const TRIGGERS: ReadonlySet<string> = new Set(['at', 'after', 'when', 'within', 'optional', 'for']);

/** Lists of names in steps, with one name less: each is somebody who is not started, crashed, … */
function* withoutNames(file: ScenarioFile): Generator<ScenarioFile, void> {
  for (const [i, step] of file.steps.entries()) {
    for (const [key, value] of Object.entries(step)) {
      if (!Array.isArray(value) || value.length < 2) continue;
      for (const name of value) {
        const rest = value.filter((item) => item !== name);
        const steps = file.steps.map((s, j) => (j === i ? { ...s, [key]: rest } : s));
        yield { ...file, steps };
      }
    }
  }
}

/** `0ms..300ms` as `300ms`: one number instead of a choice each time. */
function* withFixedRanges(file: ScenarioFile): Generator<ScenarioFile, void> {
  for (const [name, consumer] of Object.entries(file.consumers ?? {})) {
    const [, high] = String(consumer.processing ?? '').split('..');
    if (high === undefined) continue;
    const consumers = { ...file.consumers, [name]: { ...consumer, processing: high } };
    yield { ...file, consumers };
  }
}
