import { compareStrings } from '../util/compare.js';
import { UserError } from '../util/user-error.js';
import type { FailedRun, Outcome } from './campaign.js';
import type { Told } from './explain.js';

/*
 * What a campaign came to. A report is plain data: `cohort fuzz --json` prints it as one object a line, `cohort merge`
 * joins those of all shards to the one that a single process would have written.
 */

export interface Report {
  readonly version: string;
  readonly seed: number;
  /** Names of the scenarios around which it searched; none: generated ones. */
  readonly sources: readonly string[];
  /** A checksum of what they say: two files of one name may differ. */
  readonly contents: string;
  /** How many runs were asked for, of all shards together; null: as many as the budget allows. */
  readonly asked: number | null;
  /** Real ms for each shard; null: no end. */
  readonly budgetMs: number | null;
  /** Judged whatever is promised; null: what each configuration promises. */
  readonly checks: readonly string[] | null;
  /** Planted in every run; '' without one. */
  readonly bug: string;
  /** What at least one run has to come to. */
  readonly mustSee: readonly string[];
  /** Runs `shards[i][0]`, and every `shards[i][1]`-th after it. */
  readonly shards: readonly Shard[];
  readonly runs: number;
  readonly events: number;
  /** How many runs violated what their configuration does not promise, by check. */
  readonly allowed: Readonly<Record<string, number>>;
  /** How many runs came to what runs should come to sometimes, by name; nothing if none did. */
  readonly seen: Readonly<Record<string, number>>;
  /** `Stable / member removed`, in order of code units. */
  readonly coverage: readonly string[];
  /** In order of their runs. */
  readonly failures: readonly ReportedFailure[];
}

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

export interface ReportedFailure extends FailedRun {
  /** For `cohort replay`; '' if it was not shrunk: another run of its kind was, or the search was interrupted. */
  readonly token: string;
  /** Null if it was not shrunk, or to the same scenario as an earlier one. */
  readonly told: ToldFailure | null;
}

export interface ToldFailure extends Told {
  /** How far it was shrunk. */
  readonly shrunk: string;
}

/** At most so many kinds of failures are shrunk and told. */
export const MOST_TOLD = 10;

/** Adds up what runs came to, in any order. */
export class Counts {
  runs = 0;
  events = 0;
  readonly failures: FailedRun[] = [];
  private readonly allowed = new Map<string, number>();
  private readonly seen = new Map<string, number>();

  add({ events, allowed, seen, failure }: Outcome): void {
    this.runs += 1;
    this.events += events;
    for (const check of new Set(allowed))
      this.allowed.set(check, (this.allowed.get(check) ?? 0) + 1);
    for (const name of seen) this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
    if (failure !== null) this.failures.push(failure);
  }

  /** How many runs were allowed to violate a check. */
  allowedCounts(): Record<string, number> {
    return sorted(this.allowed);
  }

  /** How many runs came to what runs should come to sometimes. */
  seenCounts(): Record<string, number> {
    return sorted(this.seen);
  }

  /** In order of their runs. */
  failed(): FailedRun[] {
    return [...this.failures].sort((a, b) => a.index - b.index);
  }
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => compareStrings(a, b)));
}

/** The first failure of each kind: those that are shrunk and told. */
export function firstOfKinds<F extends FailedRun>(failures: readonly F[]): F[] {
  const kinds = new Set<string>();
  const first = failures.filter(({ kind }) => !kinds.has(kind) && kinds.add(kind));
  return first.slice(0, MOST_TOLD);
}

/** Different runs may shrink to one scenario: it is told once, and of each kind only the first run is. */
export function toldOnce(failures: readonly ReportedFailure[]): ReportedFailure[] {
  const first = new Set<FailedRun>(firstOfKinds(failures));
  const tokens = new Set<string>();
  return failures.map((failure) => {
    if (!first.has(failure)) return { ...failure, token: '', told: null };
    const isNew = !tokens.has(failure.token);
    tokens.add(failure.token);
    return isNew ? failure : { ...failure, told: null };
  });
}

/**
 * The report of all shards together: the one of a single process.
 * @throws UserError if they are not shards of one campaign, or overlap.
 */
export function mergeReports(reports: readonly Report[]): Report {
  const [first] = reports;
  if (first === undefined) throw new UserError('there is no report to merge');
  for (const report of reports) checkSame(first, report);
  checkShards(reports.flatMap(({ shards }) => shards));
  const failures = reports.flatMap((r) => r.failures).sort((a, b) => a.index - b.index);
  return {
    version: first.version,
    seed: first.seed,
    sources: first.sources,
    contents: first.contents,
    asked: first.asked,
    budgetMs: first.budgetMs,
    checks: first.checks,
    bug: first.bug,
    mustSee: first.mustSee,
    shards: joined(reports.flatMap(({ shards }) => shards)),
    runs: reports.reduce((sum, { runs }) => sum + runs, 0),
    events: reports.reduce((sum, { events }) => sum + events, 0),
    allowed: summed(reports.map(({ allowed }) => allowed)),
    seen: summed(reports.map(({ seen }) => seen)),
    coverage: [...new Set(reports.flatMap(({ coverage }) => coverage))].sort(compareStrings),
    failures: toldOnce(failures),
  };
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [name, n] of counts.flatMap((one) => Object.entries(one))) {
    sums.set(name, (sums.get(name) ?? 0) + n);
  }
  return sorted(sums);
}

/** What all shards of a campaign have in common, in the order in which a difference is told. */
const HEAD = [
  ['version', 'version'],
  ['seed', 'seed'],
  ['sources', 'sources'],
  ['contents', 'sources of the same names but the checksum'],
  ['asked', 'runs'],
  ['budgetMs', 'budget (ms)'],
  ['checks', 'checks'],
  ['bug', 'bug'],
  ['mustSee', 'mustSee'],
] as const;

function checkSame(a: Report, b: Report): void {
  for (const [key, what] of HEAD) {
    const [one, other] = [a[key], b[key]].map((value) => JSON.stringify(value) ?? 'not said');
    if (one === other) continue;
    const fix = `one has ${what} ${one}, another ${other}`;
    throw new UserError('these are not shards of one campaign', fix);
  }
}

/** What keeps reports that were joined from being the whole campaign, a sentence each; nothing: they are. */
export function whatIsMissing({ shards, runs, asked }: Report): string[] {
  const of = shards[0]?.of ?? 1;
  const given = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !given.has(index));
  if (missing.length > 0) {
    const [noun, verb] = missing.length === 1 ? ['Shard', 'is'] : ['Shards', 'are'];
    const names = missing.map((index) => `${index}/${of}`).join(', ');
    return [`${noun} ${names} ${verb} missing: nothing is known of those runs`];
  }
  if (asked === null || runs >= asked) return [];
  return [`Only ${runs} of ${asked} runs were played: a shard was interrupted`];
}

function checkShards(shards: readonly Shard[]): void {
  const seen = new Set<string>();
  for (const { index, of } of shards) {
    const name = `${index}/${of}`;
    if (of !== shards[0]?.of) {
      const fix = `one is of ${shards[0]?.of} shards, another of ${of}`;
      throw new UserError('these shards overlap', fix);
    }
    if (seen.has(name))
      throw new UserError(`shard ${name} is there twice`, 'give each report once');
    seen.add(name);
  }
}

/** All shards of a campaign are the campaign. */
function joined(shards: readonly Shard[]): readonly Shard[] {
  const inOrder = [...shards].sort((a, b) => a.index - b.index);
  return inOrder.length === inOrder[0]?.of ? [{ index: 1, of: 1 }] : inOrder;
}

/** One object a line: the campaign, each failure, and the sums. */
export function reportLines(report: Report): string[] {
  const { shards, failures, runs, events, allowed, seen, coverage, ...head } = report;
  const sums = { runs, events, allowed, seen, coverage };
  return [
    { type: 'campaign', ...head, shards },
    ...failures.map((failure) => ({ type: 'failure', ...failure })),
    { type: 'sums', ...sums, failures: failures.length },
  ].map((line) => JSON.stringify(line));
}

/** Reads what `reportLines` wrote. @throws UserError if it is something else. */
export function readReport(name: string, text: string): Report {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const objects = lines.map((line, i) => readLine(name, i + 1, line));
  const [campaign, ...others] = objects;
  const sums = others.pop();
  const whole =
    campaign?.type === 'campaign' &&
    campaign.contents !== undefined &&
    sums?.type === 'sums' &&
    others.length === sums.failures &&
    others.every(({ type }) => type === 'failure');
  if (!whole) {
    throw new UserError(
      `${name}: this is no whole report`,
      'cohort fuzz --json > report.jsonl writes one',
    );
  }
  const { type: _c, ...head } = campaign;
  const { type: _s, ...tail } = sums;
  const failures = others.map(({ type: _f, ...failure }) => failure);
  return { ...head, ...tail, failures } as unknown as Report; // written by reportLines, as the types of its lines say
}

interface Line {
  readonly type?: string;
  readonly contents?: string;
  readonly failures?: number;
}

function readLine(name: string, line: number, text: string): Line {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new UserError(
    `${name}:${line}: this is no line of a report`,
    'cohort fuzz --json > report.jsonl writes one',
  );
}
