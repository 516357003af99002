import type { Bug } from '../../src/bugs/bug.js';
import { huntFor } from './grounds.js';
import { type Catch, type Ground, hunt, shrink } from './hunt.js';

/** What became of the hunt for one bug. */
export interface Row {
  readonly bug: Bug;
  readonly found: Catch | undefined;
  /** Steps and choices that it was shrunk to; '' if it was not. */
  readonly size: string;
  readonly line: string;
  /** It was found, or is known not to be. */
  readonly expected: boolean;
}

/** Hunts one bug. */
export function rowOf(bug: Bug, { fast }: { readonly fast: boolean }): Row {
  const { ground, runs, unfound } = huntFor(bug.name);
  const startedAt = performance.now();
  const found = fast && unfound !== '' ? undefined : hunt(bug, ground, runs);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const small = !fast && found !== undefined ? shrink(found) : undefined;
  const size =
    small === undefined
      ? ''
      : `${count(small.to.steps, 'step')}, ${count(small.to.choices, 'choice')}`;
  const how =
    found === undefined
      ? `NOT FOUND within ${count(runs, 'run')}`
      : `${found.check}, ${count(found.runs, 'run')}`;
  const shrunk = size === '' ? '' : `, shrunk to ${size}`;
  const expected = (found !== undefined) === (unfound === '');
  const line = `${bug.name}: ${how}, ${seconds} s${shrunk} (${groundText(ground)})`;
  return { bug, found, size, line, expected };
}

export function summary(rows: readonly Row[]): string {
  return `${rows.filter(({ found }) => found !== undefined).length} of ${rows.length} bugs found`;
}

/** The table of docs/zoo.md. */
export function tableLines(rows: readonly Row[]): string[] {
  return [
    '| Bug | Rule | What goes wrong | Found by | Where | Runs | Shrunk to |',
    '|---|---|---|---|---|---|---|',
    ...rows.flatMap(({ bug, found, size }) => {
      if (found === undefined) return [];
      const cells = [
        bug.name,
        `${bug.layer}: ${bug.rule}`,
        bug.sentence,
        found.check,
        groundText(huntFor(bug.name).ground),
        String(found.runs),
        size === '' ? 'as it is' : size,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

/** Those that nothing finds yet, and what would. */
export function unfoundLines(bugs: readonly Bug[]): string[] {
  const rows = bugs.flatMap((bug) => {
    const { unfound } = huntFor(bug.name);
    return unfound === '' ? [] : [`| ${[bug.name, bug.sentence, unfound].join(' | ')} |`];
  });
  if (rows.length === 0) return [];
  return ['| Bug | What goes wrong | Why, and what would find it |', '|---|---|---|', ...rows];
}

function groundText(ground: Ground): string {
  if (ground.kind === 'generated') {
    const narrowed = Object.keys(ground.generate);
    return narrowed.length === 0 ? 'generated' : `generated, by ${narrowed.join(', ')}`;
  }
  return ground.kind === 'around' ? `around ${ground.scenario}` : ground.scenario;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
