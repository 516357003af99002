import { SOMETIMES } from '../../check/sometimes.js';
import { toldLines } from '../../search/explain.js';
import type { Report, ReportedFailure } from '../../search/report.js';
import { EXIT, type ExitCode } from '../exit-codes.js';

/** A report for people: each kind of failure, what was allowed, and in the last line how many failed. */
export function reportText(report: Report, sometimes = false): string[] {
  const { failures, runs } = report;
  return [
    ...failures.filter(({ told }) => told !== null).flatMap((one) => [...block(one, report), '']),
    ...untold(report),
    ...(sometimes ? sometimesTable(report) : []),
    ...allowedLines(report),
    ...neverSeen(report).map((name) => `Never seen, and it must be (--must-see): ${name}`),
    `${count(runs, 'run')}, ${count(failures.length, 'failure')}`,
  ];
}

/** One failure, as it stands in a log. */
export function block(failure: ReportedFailure, report: Report): string[] {
  const { told, index, check, group, source } = failure;
  const where = source === '' ? '' : ` around ${source}`;
  const of = group === '' ? '' : `, group ${group}`;
  const head = `FAILURE ${check}${of} (run ${index} of seed ${report.seed}${where})`;
  if (told === null) return [head, `  broken    ${failure.sentence}`];
  return [
    head,
    ...toldLines(told, told.shrunk, `cohort replay ${failure.token}`),
    ...alike(failure, report),
  ];
}

const MOST_NUMBERS = 8;

/** Other runs of its kind, or of a kind that shrinks to the same scenario. */
function alike({ token, index }: ReportedFailure, { failures }: Report): string[] {
  const kinds = new Set(failures.filter((f) => f.token === token).map((f) => f.kind));
  const others = failures.filter((f) => kinds.has(f.kind) && f.index !== index);
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_NUMBERS).map((f) => f.index);
  const rest = others.length > MOST_NUMBERS ? ', …' : '';
  return [`  alike     ${count(others.length, 'other run')}: ${named.join(', ')}${rest}`];
}

/** Kinds of which none was shrunk: too many, or interrupted. */
function untold(report: Report): string[] {
  const shrunk = new Set(report.failures.filter((f) => f.token !== '').map((f) => f.kind));
  const first = report.failures.filter(
    (f, i, all) => !shrunk.has(f.kind) && all.findIndex((g) => g.kind === f.kind) === i,
  );
  return first.flatMap((one) => [...block(one, report), '']);
}

function allowedLines({ allowed }: Report): string[] {
  const parts = Object.entries(allowed).map(([check, n]) => `${check} in ${count(n, 'run')}`);
  if (parts.length === 0) return [];
  return [`Violated, but not promised (docs/promises.md): ${parts.join(', ')}.`];
}

/** How many runs came to what runs should come to sometimes. */
function sometimesTable({ seen, runs }: Report): string[] {
  const width = Math.max(...SOMETIMES.map(({ name }) => name.length));
  const digits = String(runs).length;
  const rows = SOMETIMES.map(({ name, sentence }) => {
    const n = seen[name] ?? 0;
    const times = (n === 0 ? 'never' : String(n)).padEnd(Math.max(digits, 5));
    return `${name.padEnd(width)}  ${times}  ${sentence}`;
  });
  return [`Of ${count(runs, 'run')} so many came to:`, ...rows, ''];
}

function neverSeen({ mustSee, seen }: Report): string[] {
  return mustSee.filter((name) => (seen[name] ?? 0) === 0);
}

export function exitCodeOfReport(report: Report): ExitCode {
  const { failures } = report;
  if (failures.some(({ check }) => check === 'simulator')) return EXIT.internal;
  if (failures.length > 0) return EXIT.failed;
  return neverSeen(report).length > 0 ? EXIT.undecided : EXIT.held;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
