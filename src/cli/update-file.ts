import type { Scenario } from '../scenario/model.js';
import { formatDiagnostic } from '../scenario/parse/diagnostics.js';
import { parseScenario } from '../scenario/parse/parse.js';
import type { ExpectationResult, RunResult } from '../scenario/result.js';
import { updateTables } from '../scenario/update.js';
import { invariant } from '../util/invariant.js';
import { errLines, type Io } from './io.js';
import type { Source } from './read-source.js';
import { writeWhole } from './write-file.js';

/** Rewrites the tables that the run gave the lie to, and says which. Undefined: there was none. */
export function updateFile(
  source: Source,
  result: RunResult,
  io: Io,
): { source: Source; scenario: Scenario } | undefined {
  const wrong = result.expectations.filter((e) => e.action.fact.kind === 'describe' && !e.ok);
  const tables = new Map(wrong.map((e) => [stepOf(result.scenario, e), e.actual]));
  const text = updateTables(source.text, tables);
  const lines = remarks(source, result, wrong, text !== source.text);
  if (text === source.text || source.path === null) {
    errLines(io, lines);
    return undefined;
  }
  const parsed = parseScenario(text, source.name);
  // Nothing is written that could not be read again.
  if (!('scenario' in parsed)) {
    invariant(false, 'an updated scenario is readable', {
      file: source.name,
      problems: parsed.diagnostics.map(formatDiagnostic),
    });
  }
  writeWhole(source.name, source.path, text);
  errLines(io, lines); // only now it is true
  return { source: { ...source, text }, scenario: parsed.scenario };
}

function stepOf({ steps }: Scenario, { action }: ExpectationResult): number {
  return steps.findIndex((step) => step.actions.includes(action));
}

function remarks(
  { name }: Source,
  { scenario, expectations }: RunResult,
  wrong: readonly ExpectationResult[],
  changed: boolean,
): string[] {
  const lines = changed
    ? wrong.map(({ action: { fact, position } }) => {
        const where = position === null ? name : `${name}:${position.line}`;
        return `${where}: updated the table${fact.kind === 'describe' ? ` of ${fact.group}` : ''}`;
      })
    : [`${name}: every table that was reached is right, nothing is written`];
  const isTable = (a: { kind: string; fact?: { kind: string } }) =>
    a.kind === 'expect' && a.fact?.kind === 'describe';
  const all = scenario.steps.flatMap((step) => step.actions).filter(isTable).length;
  const reached = expectations.filter((e) => e.action.fact.kind === 'describe').length;
  if (reached < all) lines.push(`${name}: ${tables(all - reached)} not reached, left as before`);
  return lines;
}

function tables(count: number): string {
  return count === 1 ? '1 table' : `${count} tables`;
}
