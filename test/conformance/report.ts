import type { Difference } from './compare.js';
import { matches, type Verdict } from './transcripts.js';

interface ReportOptions {
  readonly allDiffs: boolean;
  readonly json: boolean;
  /** The coverage table, if asked for. */
  readonly table: string | null;
}

const FEW = 3;
const FEW_PARTS = 8;

interface Count {
  matched: number;
  total: number;
}

/** What the command prints, and whether every transcript matches. */
export function report(
  verdicts: readonly Verdict[],
  options: ReportOptions,
): { text: string; ok: boolean } {
  const byName = groupByName(verdicts);
  const failed = [...byName.values()].filter((both) => !both.every(matches));
  const families = new Map<string, Count>();
  for (const [name, both] of byName) count(families, family(name), both.every(matches));
  const apis = countApis(verdicts);
  const good = byName.size - failed.length;
  const summary = `${good} of ${byName.size} transcripts match`;
  const ok = failed.length === 0;
  if (options.json) {
    const differing = verdicts.filter((verdict) => !matches(verdict));
    const data = {
      matched: good,
      total: byName.size,
      families: Object.fromEntries(families),
      apis: Object.fromEntries(apis),
      differing: differing.map(({ name, mode, crash, differences }) => ({
        name,
        mode,
        crash,
        differences,
      })),
    };
    return { text: `${JSON.stringify(data, null, 2)}\n${summary}\n`, ok };
  }
  const lines = [...table('family', families), '', ...table('api', apis), ''];
  for (const both of options.allDiffs ? failed : failed.slice(0, FEW))
    lines.push(...showFailure(both, options.allDiffs), '');
  if (!options.allDiffs && failed.length > FEW)
    lines.push(`… and ${failed.length - FEW} more; --all-diffs shows them`, '');
  if (options.table !== null) lines.push(options.table, '');
  return { text: `${lines.join('\n')}\n${summary}\n`, ok };
}

function groupByName(verdicts: readonly Verdict[]): Map<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const group = groups.get(verdict.name);
    if (group === undefined) groups.set(verdict.name, [verdict]);
    else group.push(verdict);
  }
  return groups;
}

function family(name: string): string {
  return name.split('/')[0] ?? name;
}

function count(counts: Map<string, Count>, key: string, matched: boolean): void {
  const known = counts.get(key) ?? { matched: 0, total: 0 };
  known.total += 1;
  if (matched) known.matched += 1;
  counts.set(key, known);
}

/** Requests, per api; one counts as matched if it is so in every mode. */
function countApis(verdicts: readonly Verdict[]): Map<string, Count> {
  const apis = new Map<string, Count>();
  for (const both of groupByName(verdicts).values()) {
    for (const api of new Set(both.flatMap((verdict) => [...verdict.apis.keys()]))) {
      const counts = both.map((verdict) => verdict.apis.get(api) ?? { matched: 0, total: 0 });
      const known = apis.get(api) ?? { matched: 0, total: 0 };
      known.matched += Math.min(...counts.map(({ matched }) => matched));
      known.total += Math.max(...counts.map(({ total }) => total));
      apis.set(api, known);
    }
  }
  return new Map([...apis].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function table(title: string, counts: ReadonlyMap<string, Count>): string[] {
  const width = Math.max(title.length, ...[...counts.keys()].map((key) => key.length));
  const row = (key: string, matched: string, total: string) =>
    `${key.padEnd(width)} ${matched.padStart(8)} ${total.padStart(8)}`;
  const rows = [...counts].map(([key, { matched, total }]) =>
    row(key, String(matched), String(total)),
  );
  return [row(title, 'matched', 'of'), ...rows];
}

/** The modes mostly differ in the same way: then one is shown. */
function showFailure(both: readonly Verdict[], all: boolean): string[] {
  const bad = both.filter((verdict) => !matches(verdict));
  const [first] = bad;
  if (first === undefined) return [];
  const modes = bad.map(({ mode }) => mode).join(' and ');
  const lines = [`${first.name} (${modes})`];
  if (first.crash !== '') return [...lines, ...first.crash.split('\n').slice(0, 8)];
  for (const difference of all ? first.differences : first.differences.slice(0, 1))
    lines.push(...showDifference(difference, all));
  if (!all && first.differences.length > 1)
    lines.push(`  … and ${first.differences.length - 1} more steps differ`);
  return lines;
}

function showDifference(difference: Difference, all: boolean): string[] {
  const parts = all ? difference.parts : difference.parts.slice(0, FEW_PARTS);
  const lines = [`  step ${difference.step}, at ${difference.at} ms`];
  for (const { path, expected, actual } of parts) {
    lines.push(`    ${path}`, `      expected ${expected || '(nothing)'}`);
    lines.push(`      actual   ${actual || '(nothing)'}`);
  }
  if (parts.length < difference.parts.length)
    lines.push(`    … and ${difference.parts.length - parts.length} more parts differ`);
  return lines;
}
