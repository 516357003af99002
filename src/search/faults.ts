import fc from 'fast-check';
import type { ScenarioFile } from '../scenario/schema.js';

/*
 * The faults that the search plans. One entry a kind: what it does to whom, as steps of the language. A new kind of
 * step of the language becomes a fault by an entry here.
 */

export type StepFile = ScenarioFile['steps'][number];

/** Whom faults can strike. */
export interface Cast {
  readonly consumers: readonly string[];
  readonly producers: readonly string[];
  readonly brokers: number;
  readonly groups: readonly string[];
}

/** A fault as drawn: numbers only, so that it shrinks, and fits any cast. */
export interface Fault {
  readonly kind: FaultKind;
  /** Virtual ms: from the start in a generated scenario, from the step before it around a given one. */
  readonly at: number;
  /** Index into the cast, modulo its length. */
  readonly whom: number;
  /** How long it lasts, virtual ms. */
  readonly forMs: number;
}

/** The steps of one fault: what strikes, and `after` so many ms what ends it. */
export interface PlannedFault {
  /** Who must be up again before the next fault may strike: brokers fail one at a time. */
  readonly key: string;
  readonly begin: StepFile;
  /** Null: it ends by itself. */
  readonly end: StepFile | null;
  /** It takes so long at least, virtual ms. */
  readonly leastMs?: number;
}

/** Longer than a broker may wait for its controller: who is still on the way down is not started again. */
const SHUTDOWN_MS = 40_000;

/** How long a fault lasts that was drawn to last `forMs`. */
export function lastingMs({ forMs }: Fault, { leastMs = 0 }: PlannedFault): number {
  return Math.max(forMs, leastMs);
}

type Plan = (whom: number, forMs: number, cast: Cast) => PlannedFault | undefined;

const of = <T>(list: readonly T[], i: number): T | undefined => list[i % list.length];

/** Striking one consumer by name. */
function consumerFault(
  begin: (who: string, forMs: number) => StepFile,
  end: (who: string) => StepFile | null,
): Plan {
  return (whom, forMs, { consumers }) => {
    const who = of(consumers, whom);
    return who === undefined ? undefined : { key: who, begin: begin(who, forMs), end: end(who) };
  };
}

const FAULTS = {
  'crash a consumer': consumerFault(
    (who) => ({ crash: who }),
    (who) => ({ restart: who }),
  ),
  'freeze a consumer': consumerFault(
    (who, forMs) => ({ freeze: who, for: `${forMs}ms` }),
    () => null,
  ),
  'close a consumer': consumerFault(
    (who) => ({ close: who }),
    (who) => ({ restart: who }),
  ),
  'make a consumer rejoin': consumerFault(
    (who) => ({ 'enforce-rebalance': who }),
    () => null,
  ),
  'crash a broker': (whom, _, { brokers }) => {
    const who = `broker-${(whom % brokers) + 1}`;
    return { key: 'brokers', begin: { crash: who }, end: { restart: who } };
  },
  'freeze a broker': (whom, forMs, { brokers }) => {
    const who = `broker-${(whom % brokers) + 1}`;
    return { key: 'brokers', begin: { freeze: who, for: `${forMs}ms` }, end: null };
  },
  'freeze a coordinator': (whom, forMs, { groups }) => {
    const group = of(groups, whom);
    if (group === undefined) return undefined;
    const who = `coordinator of ${JSON.stringify(group).slice(1, -1)}`;
    return { key: 'brokers', begin: { freeze: who, for: `${forMs}ms` }, end: null };
  },
  'shut a broker down': (whom, _, { brokers }) => {
    const who = `broker-${(whom % brokers) + 1}`;
    const end = { restart: who };
    return { key: 'brokers', begin: { 'shut-down': who }, end, leastMs: SHUTDOWN_MS };
  },
  'isolate a broker': (whom, forMs, { brokers }) => {
    const who = `broker-${(whom % brokers) + 1}`;
    return { key: 'brokers', begin: { isolate: who, for: `${forMs}ms` }, end: null };
  },
  'isolate a consumer': consumerFault(
    (who, forMs) => ({ isolate: who, for: `${forMs}ms` }),
    () => null,
  ),
  'lose the answer of a commit': consumerFault(
    (who) => ({ 'lose-reply': { api: 'OffsetCommit', of: who } }),
    () => null,
  ),
  'slow a consumer down': consumerFault(
    (who, forMs) => ({
      slow: { between: [who, 'brokers'], by: '50ms..500ms' },
      for: `${forMs}ms`,
    }),
    () => null,
  ),
} satisfies Record<string, Plan>;

export type FaultKind = keyof typeof FAULTS;

/** The names of all faults. */
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[]; // a literal has no other keys

/** The steps of a fault; undefined if the cast has nobody whom it could strike. */
export function planFault(fault: Fault, cast: Cast): PlannedFault | undefined {
  return FAULTS[fault.kind](fault.whom, fault.forMs, cast);
}

/** Crashes are what most promises are about. */
const WEIGHTS: Partial<Record<FaultKind, number>> = {
  'crash a consumer': 4,
  'freeze a consumer': 2,
  'close a consumer': 2,
  'crash a broker': 2,
};

/** Faults of these kinds, within the first `spanMs`. */
export function arbitraryFault(kinds: readonly FaultKind[], spanMs: number): fc.Arbitrary<Fault> {
  return fc.record({
    kind: fc.oneof(
      ...kinds.map((kind) => ({ weight: WEIGHTS[kind] ?? 1, arbitrary: fc.constant(kind) })),
    ),
    at: fc.integer({ min: 0, max: spanMs }),
    whom: fc.nat({ max: 11 }),
    forMs: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
      // Around the timeouts of the clients and brokers.
      { weight: 1, arbitrary: fc.constantFrom(1, 5_999, 6_000, 6_001, 9_000, 20_000, 30_000) },
    ),
  });
}

/** How long a process is left alone after a fault, so that the next one strikes something that works again. */
const REST_MS = 15_000;

/** Faults at absolute times, each with its end, in order: optional steps, since nothing waits for them. */
export function faultsInTime(faults: readonly Fault[], cast: Cast): StepFile[] {
  const events: { readonly at: number; readonly step: StepFile }[] = [];
  const freeAt = new Map<string, number>();
  for (const fault of [...faults].sort((a, b) => a.at - b.at)) {
    const planned = planFault(fault, cast);
    if (planned === undefined) continue;
    const at = Math.max(fault.at, freeAt.get(planned.key) ?? 0);
    const until = at + lastingMs(fault, planned);
    freeAt.set(planned.key, until + REST_MS);
    events.push({ at, step: planned.begin });
    if (planned.end !== null) events.push({ at: until, step: planned.end });
  }
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ at, step }) => ({ at: `${at}ms`, ...step, optional: true }));
}
