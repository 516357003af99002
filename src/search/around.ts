import fc from 'fast-check';
import { scenario } from '../scenario/build.js';
import type { Scenario } from '../scenario/model.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { toFile } from '../scenario/to-file.js';
import { UserError } from '../util/user-error.js';
import {
  arbitraryFault,
  type Cast,
  FAULT_KINDS,
  type Fault,
  lastingMs,
  planFault,
  type StepFile,
} from './faults.js';
import type { GenerateOptions } from './generate.js';

/*
 * Variations of a scenario that somebody wrote: other latencies, and faults between its steps.
 */

/** A fault before the step of that place, modulo their number. */
interface PlacedFault {
  readonly fault: Fault;
  readonly place: number;
}

export interface Variation {
  /** Latency becomes 1ms..latencyMs; 0 leaves it as it is. */
  readonly latencyMs: number;
  readonly faults: readonly PlacedFault[];
}

/** Which faults come in addition, 3 at most if left out: of what `GenerateOptions` says also for whole scenarios. */
type AddedFaults = Pick<GenerateOptions, 'faults' | 'maxFaults'>;

/** Nothing of the scenario is changed twice as often as each fault is added. */
export function arbitraryVariation(added: AddedFaults = {}): fc.Arbitrary<Variation> {
  const { faults = FAULT_KINDS, maxFaults = 3 } = added;
  const placed = fc.record({
    fault: arbitraryFault(faults, 5_000),
    place: fc.nat({ max: 99 }),
  });
  return fc.record({
    latencyMs: fc.constantFrom(0, 2, 5, 20),
    faults: fc.array(placed, { maxLength: maxFaults }),
  });
}

/**
 * The scenario as plain data to vary: each consumer says all itself, and what the author expects of instants and
 * events under the dull schedule is left out. Checks stay.
 */
export function toVary(given: Scenario): ScenarioFile {
  const { consumers, steps, ...file } = toFile(given);
  const kept = steps.map(withoutExpectations).filter((step) => Object.keys(step).length > 0);
  return {
    ...file,
    ...(consumers === undefined ? {} : { consumers: withoutLikes(consumers) }),
    steps: kept,
  };
}

type Consumers = NonNullable<ScenarioFile['consumers']>;

const OWN_KEYS: readonly string[] = ['like', 'client.id', 'group.instance.id'];

/** `like:` as `toFile` writes it names a consumer that says all itself. */
function withoutLikes(consumers: Consumers): Consumers {
  const entries = Object.entries(consumers).map(([name, own]) => {
    const model = own.like === undefined ? {} : (consumers[own.like] ?? {});
    const taken = Object.entries(model).filter(([key]) => !OWN_KEYS.includes(key));
    const { like: _, ...rest } = own;
    return [name, { ...Object.fromEntries(taken), ...rest }] as const;
  });
  return Object.fromEntries(entries);
}

const WAITING: ReadonlySet<string> = new Set(['within', 'optional']);

function withoutExpectations(step: StepFile): StepFile {
  const { expect: _expect, 'must-happen': _must, ...rest } = step;
  const { when, ...others } = rest;
  // What waited to expect something only waits now.
  const waits = when !== undefined && Object.keys(others).every((key) => WAITING.has(key));
  return waits ? { until: when, ...others } : rest;
}

/** The scenario with a variation: always a valid one. Faults that would not fit are left out. */
export function vary(file: ScenarioFile, { latencyMs, faults }: Variation): ScenarioFile {
  const latency = latencyMs === 0 ? {} : { latency: `1ms..${latencyMs}ms` };
  const cluster = { ...file.cluster, ...latency };
  let varied: ScenarioFile = { ...file, ...(Object.keys(cluster).length > 0 ? { cluster } : {}) };
  if (!isValid(varied)) varied = file;
  for (const placed of faults) {
    const next = withFault(varied, placed);
    if (next !== undefined && isValid(next)) varied = next;
  }
  return varied;
}

function withFault(file: ScenarioFile, { fault, place }: PlacedFault): ScenarioFile | undefined {
  const at = 1 + (place % Math.max(file.steps.length, 1));
  const before = file.steps.slice(0, at);
  const planned = planFault(fault, castOf(file, before));
  if (planned === undefined) return undefined;
  const begin: StepFile = { after: `${fault.at}ms`, ...planned.begin, optional: true };
  const end: StepFile[] =
    planned.end === null
      ? []
      : [{ after: `${lastingMs(fault, planned)}ms`, ...planned.end, optional: true }];
  return { ...file, steps: [...before, begin, ...end, ...file.steps.slice(at)] };
}

/** Who has been started by these steps. */
function castOf(file: ScenarioFile, before: readonly StepFile[]): Cast {
  const started = new Set(before.flatMap((step) => [step.start ?? []].flat()));
  const consumers = Object.keys(file.consumers ?? {}).filter((name) => started.has(name));
  const groups = consumers.flatMap((name) => file.consumers?.[name]?.group ?? []);
  return {
    consumers,
    producers: Object.keys(file.producers ?? {}).filter((name) => started.has(name)),
    brokers: file.cluster?.brokers ?? 1,
    groups: [...new Set(groups)],
  };
}

/** Whether it is a scenario: what the parser says. */
export function isValid(file: ScenarioFile): boolean {
  return parsed(file) !== undefined;
}

/** What files came to: a search asks whether one is valid, and then plays it. Nobody changes a file. */
const KNOWN = new WeakMap<ScenarioFile, { readonly scenario: Scenario | undefined }>();

/** The scenario in a file; undefined if it is none. */
export function parsed(file: ScenarioFile): Scenario | undefined {
  let known = KNOWN.get(file);
  if (known === undefined) {
    known = { scenario: parse(file) };
    KNOWN.set(file, known);
  }
  return known.scenario;
}

function parse(file: ScenarioFile): Scenario | undefined {
  try {
    return scenario(file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
