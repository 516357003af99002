/** What a tool printed: lines without line ends, as they stand, trailing blanks included. */
export interface ToolOutput {
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** What Kafka's tools print where there is no value. */
export const MISSING = '-';

/** The least width of the columns for groups, topics, members, hosts, clients. */
export const LEAST_WIDTH = 15;

/** A column of a tool's table. */
export interface Column<Row> {
  readonly header: string;
  /** Padded to it at least, 0: not padded at all. */
  readonly width: number;
  /** Whether longer cells widen it. A column that does not grow lets them stick out, as in printf. */
  readonly grows: boolean;
  readonly cell: (row: Row) => string;
}

/** The header and one line a row, columns one blank apart. Only cells widen a column, never its header. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const widths = columns.map((column) => widthOf(rows, column));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ');
  return [
    line(columns.map((column) => column.header)),
    ...rows.map((row) => line(columns.map((column) => column.cell(row)))),
  ];
}

function widthOf<Row>(rows: readonly Row[], { width, grows, cell }: Column<Row>): number {
  let widest = width;
  if (grows) for (const row of rows) widest = Math.max(widest, cell(row).length);
  return widest;
}
