import { isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { tidyTable } from './parse/actions-judge.js';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Where things stand in the text: what every edit needs. */
interface Source {
  readonly text: string;
  /** The line break of this file. */
  readonly eol: string;
}

/**
 * Writes new tables into the `expect` of some steps, by the index of the step, and leaves every other character
 * as it is. A table that says the same already is not touched, so a second update changes nothing. The text must
 * be one that `parseScenario` accepts.
 */
export function updateTables(text: string, tables: ReadonlyMap<number, string>): string {
  const source = { text, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const steps = parseDocument(text, { prettyErrors: false, logLevel: 'error' }).get('steps');
  const edits: Edit[] = [];
  for (const [index, table] of tables) {
    const step: unknown = isSeq(steps) ? steps.items[index] : undefined;
    const expect: unknown = isMap(step) ? step.get('expect', true) : undefined;
    if (!isMap(step) || !isMap(expect)) continue;
    const edit = editOf(source, step, expect, tidyTable(table));
    if (edit !== undefined) edits.push(edit);
  }
  edits.sort((a, b) => b.from - a.from);
  let result = text;
  for (const { from, to, text: fresh } of edits) {
    result = result.slice(0, from) + fresh + result.slice(to);
  }
  return result;
}

function editOf(source: Source, step: YAMLMap, expect: YAMLMap, table: string): Edit | undefined {
  const pair = expect.items.find((item) => isScalar(item.key) && item.key.value === 'table');
  const value = pair?.value;
  const old = isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
  if (old !== undefined && tidyTable(old) === table) return undefined;
  if (expect.flow !== true) return editBlock(source, expect, value, table);
  const unfolded = step.flow === true ? undefined : unfold(source, step, expect, table);
  return unfolded ?? editQuoted(expect, value, table);
}

/** `table:` of a map that stands line by line. */
function editBlock(
  source: Source,
  expect: YAMLMap,
  value: unknown,
  table: string,
): Edit | undefined {
  const column = columnOf(source, startOf(expect.items[0]));
  if (isScalar(value)) return editScalar(source, value, column, table);
  const describe = expect.items.find((item) => isScalar(item.key) && item.key.value === 'describe');
  if (describe === undefined || !isScalar(describe.value)) return undefined;
  // After the line of `describe:`, with its comment.
  const at = endOfLine(source.text, describe.value.range?.[1] ?? 0);
  const line = `${' '.repeat(column)}table: ${block(source, table, column, '')}`;
  return { from: at, to: at, text: `${source.eol}${line}` };
}

function editScalar(source: Source, value: Scalar, column: number, table: string): Edit {
  const [from = 0, to = 0] = value.range ?? [];
  const old = source.text.slice(from, to);
  if (value.type === 'BLOCK_LITERAL' || value.type === 'BLOCK_FOLDED') {
    // A comment after the bar, and the line breaks that end the block, stay.
    const comment = /^[|>][-+\d]*([ \t]+#[^\r\n]*)/.exec(old)?.[1] ?? '';
    const end = /(\r?\n[ \t]*)*$/.exec(old)?.[0] ?? '';
    return { from, to: to - end.length, text: block(source, table, column, comment) };
  }
  const end = endOfLine(source.text, to);
  const comment = source.text.slice(to, end).trimEnd();
  return { from, to: end, text: block(source, table, column, comment) };
}

/** A block scalar whose lines stand two to the right of its key. */
function block(source: Source, table: string, column: number, comment: string): string {
  if (table === '') return '""';
  // Otherwise a blank at the beginning would count as indentation.
  const indicator = table.startsWith(' ') ? '2' : '';
  const margin = ' '.repeat(column + 2);
  const lines = table.split('\n').map((line) => (line === '' ? '' : margin + line));
  return `|${indicator}${comment}${source.eol}${lines.join(source.eol)}`;
}

function editQuoted(expect: YAMLMap, value: unknown, table: string): Edit | undefined {
  const text = JSON.stringify(table);
  if (isScalar(value)) {
    const [from = 0, to = 0] = value.range ?? [];
    return { from, to, text };
  }
  const last = expect.items.at(-1)?.value;
  const at = isScalar(last) ? last.range?.[1] : undefined;
  return at === undefined ? undefined : { from: at, to: at, text: `, table: ${text}` };
}

/**
 * `expect: { describe: billing, table: "..." }` becomes lines of their own. Undefined if what is in the braces
 * takes several lines or has a comment, which would lose its place.
 */
function unfold(source: Source, step: YAMLMap, expect: YAMLMap, table: string): Edit | undefined {
  const [from = 0, to = 0] = expect.range ?? [];
  const column = columnOf(source, startOf(step.items[0])) + 2;
  const margin = ' '.repeat(column);
  const lines = expect.items
    .filter((pair) => !(isScalar(pair.key) && pair.key.value === 'table'))
    .map((pair) => margin + source.text.slice(startOf(pair), endOf(pair)).trim());
  if (lines.some((line) => /[\r\n]/.test(line))) return undefined;
  if (/\s#/.test(source.text.slice(from, to))) return undefined;
  lines.push(`${margin}table: ${block(source, table, column, '')}`);
  // The blank after `expect:` goes with the brace; a comment after the other brace takes its place.
  const before = source.text.slice(0, from).trimEnd().length;
  const end = endOfLine(source.text, to);
  const comment = source.text.slice(to, end).trimEnd();
  const text = `${comment}${source.eol}${lines.join(source.eol)}`;
  return { from: before, to: end, text };
}

function startOf(pair: Pair | undefined): number {
  return rangeOf(pair?.key)?.[0] ?? 0;
}

function endOf(pair: Pair): number {
  return rangeOf(pair.value)?.[1] ?? rangeOf(pair.key)?.[1] ?? 0;
}

function rangeOf(node: unknown): readonly number[] | undefined {
  if (isScalar(node) || isMap(node) || isSeq(node)) return node.range ?? undefined;
  return undefined;
}

function columnOf({ text }: Source, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function endOfLine(text: string, offset: number): number {
  const end = text.slice(offset).search(/\r?\n/);
  return end === -1 ? text.length : offset + end;
}
