import type { YAMLParseError, YAMLWarning, Node as YamlNode } from 'yaml';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from 'yaml';
import { MAX_DEPTH, MAX_FILE_BYTES, MAX_NODES } from '../bounds.js';
import type { Position } from '../model.js';
import type { Diagnostic } from './diagnostics.js';
import type { MapEntry, Node } from './node.js';
import { DUPLICATE_KEY, explainYamlError } from './yaml-errors.js';

/** The text of a file as a tree with positions; null if there is none to speak of. */
export function readYaml(
  text: string,
  file: string,
): { root: Node | null; problems: Diagnostic[] } {
  const refusal = refuseText(text);
  if (refusal !== undefined) return { root: null, problems: [wholeFile(file, ...refusal)] };
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (document === undefined) {
    return { root: null, problems: [wholeFile(file, 'is nested too deeply', '')] };
  }
  const reader = new Reader(lines, file);
  reader.reportErrors([...document.errors, ...document.warnings]);
  const root = document.contents === null ? null : reader.read(document.contents, 0);
  const empty = root === null || (root.kind === 'scalar' && root.value === null);
  if (empty && reader.problems.length === 0) {
    return {
      root: null,
      problems: [wholeFile(file, 'is empty', 'cohort new NAME writes a template')],
    };
  }
  return { root, problems: reader.problems };
}

/** Keys that stand twice are found by us: `yaml` compares each key of a map with all the others. */
const YAML_OPTIONS = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;

function parse(text: string, lines: LineCounter): Document.Parsed | undefined {
  if (isAbyss(text)) return undefined;
  try {
    return parseDocument(text, { ...YAML_OPTIONS, lineCounter: lines });
  } catch (error) {
    // The composer of `yaml` calls itself for each level.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * True for 100,000 brackets or dashes in a row, with which `yaml` runs out of memory. It counts what stands in
 * quotes and comments too, and so allows far more than any scenario has.
 */
function isAbyss(text: string): boolean {
  if (/(?:[-?:][ \t]+){500}/.test(text)) return true;
  let open = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > 500) return true;
  }
  return false;
}

function refuseText(text: string): [message: string, fix: string] | undefined {
  if (text.length > MAX_FILE_BYTES) {
    return ['is larger than 1 MiB', 'a scenario is a page or two; is this the right file?'];
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for.
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) {
    return ['is not a text file', 'a scenario is YAML in UTF-8'];
  }
  if (text.trim() === '') return ['is empty', 'cohort new NAME writes a template'];
  return undefined;
}

function wholeFile(file: string, message: string, fix: string): Diagnostic {
  return { file, position: null, path: '', message: `this file ${message}`, fix };
}

class Reader {
  readonly problems: Diagnostic[] = [];
  private readonly anchors = new Map<string, YamlNode>();
  private nodes = 0;

  constructor(
    private readonly lines: LineCounter,
    private readonly file: string,
  ) {}

  report(offset: number, message: string, fix = ''): void {
    const position = this.position(offset);
    this.problems.push({ file: this.file, position, path: '', message, fix });
  }

  /** The first of a line: the others come of it. */
  reportErrors(errors: readonly (YAMLParseError | YAMLWarning)[]): void {
    let last = 0;
    for (const error of errors) {
      const { line } = this.position(error.pos[0]);
      // The reader of trees tells of too much depth in better words.
      if (line === last || error.message.includes('call stack')) continue;
      last = line;
      this.report(error.pos[0], ...explainYamlError(error));
    }
  }

  read(node: YamlNode | null, depth: number): Node {
    const offset = node?.range?.[0] ?? 0;
    const position = this.position(offset);
    this.nodes += 1;
    if (this.nodes > MAX_NODES || depth > MAX_DEPTH) return this.tooMuch(offset, position, depth);
    if (node?.tag?.startsWith('!') === true)
      this.report(offset, `the tag ${node.tag} means nothing here`);
    if (isAlias(node)) return this.readAlias(node, offset, depth);
    if (node?.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as YamlNode | null, depth + 1)); // parsed, so nodes
      return { kind: 'list', items, position };
    }
    if (isMap(node)) return { kind: 'map', entries: this.entries(node.items, depth), position };
    return { kind: 'scalar', value: plainValue(node), position, ...this.shift(node) };
  }

  /** By our own table: asking `yaml` means a walk through the whole document for every alias. */
  private readAlias(alias: Alias, offset: number, depth: number): Node {
    const target = this.anchors.get(alias.source);
    if (target !== undefined) return this.read(target, depth + 1);
    this.report(
      offset,
      'this *alias has no &anchor above it',
      'a text that begins with * needs quotes',
    );
    return { kind: 'scalar', value: null, position: this.position(offset) };
  }

  /** Where in the line a text begins: after its quote, if it has one. */
  private shift(node: YamlNode | null): { shift?: number } {
    if (!isScalar(node) || node.range === null || node.range === undefined) return {};
    const [start, end] = node.range;
    if (this.position(start).line !== this.position(end).line) return {};
    if (node.type === 'PLAIN') return { shift: 0 };
    return node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? { shift: 1 } : {};
  }

  private entries(
    items: readonly { key: unknown; value: unknown }[],
    depth: number,
  ): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const pair of items) {
      const key = pair.key as YamlNode | null; // a parsed document holds nodes or null
      const offset = key?.range?.[0] ?? 0;
      if (!isScalar(key)) {
        this.report(offset, 'a key must be plain text');
        continue;
      }
      // The source, so that a topic named 007 keeps its name.
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      // `1:` and `"1":` are one name too.
      if (entries.has(name)) this.report(offset, ...DUPLICATE_KEY);
      const value = this.read(pair.value as YamlNode | null, depth + 1);
      const keyPosition = this.position(offset);
      // `key:` with nothing after it: the place to look at is the key.
      const empty = value.kind === 'scalar' && value.value === null;
      entries.set(name, {
        keyPosition,
        value: empty ? { ...value, position: keyPosition } : value,
      });
    }
    return entries;
  }

  private tooMuch(offset: number, position: Position, depth: number): Node {
    if (this.nodes === MAX_NODES + 1) {
      this.report(offset, `this file unfolds to more than ${MAX_NODES} values`, 'fewer *aliases');
    } else if (depth > MAX_DEPTH) {
      this.report(offset, `maps and lists are nested more than ${MAX_DEPTH} deep`);
    }
    return { kind: 'scalar', value: null, position };
  }

  private position(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function plainValue(node: YamlNode | null): string | number | boolean | null {
  const value: unknown = isScalar(node) ? node.value : null;
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
