import type { Figure } from './measure.js';

/** Whether the figure reaches a bound; null if there is none. */
export function reaches({ measured, better }: Figure, bound: number | null): boolean | null {
  if (bound === null) return null;
  return better === 'higher' ? measured >= bound : measured <= bound;
}

/** `aim`, `yes`, `no`, or nothing where there is no bound. */
function verdict(figure: Figure): string {
  if (reaches(figure, figure.aim) === true) return 'aim';
  const target = reaches(figure, figure.target);
  if (target === null) return figure.aim === null ? '' : 'no';
  return target ? 'yes' : 'NO';
}

const HEADER = ['what', 'measured', 'target', 'aim', 'met', 'unit', 'note'];

/** The figures as lines of text in columns. */
export function table(figures: readonly Figure[]): string[] {
  const rows = [HEADER, ...figures.map(row)];
  const widths = HEADER.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function row(figure: Figure): string[] {
  const { name, measured, target, aim, unit, note } = figure;
  return [name, number(measured), number(target), number(aim), verdict(figure), unit, note];
}

/** Three digits that count: 0.00603, 12.4, 31,200. */
function number(n: number | null): string {
  if (n === null) return '';
  if (n === 0) return '0';
  if (Math.abs(n) >= 1_000) return Math.round(n).toLocaleString('en-US');
  return Number(n.toPrecision(3)).toString();
}

/** The same for programs: one object a line. */
export function jsonLines(figures: readonly Figure[]): string[] {
  return figures.map((figure) =>
    JSON.stringify({
      ...figure,
      meetsTarget: reaches(figure, figure.target),
      meetsAim: reaches(figure, figure.aim),
    }),
  );
}
