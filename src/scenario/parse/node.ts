import type { Position } from '../model.js';

/*
 * A YAML file, or a built scenario, as a tree that knows where each part stands. Maps are Maps, so a topic named
 * `__proto__` is a topic like any other.
 */

export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly position: Position | null;
  /** Columns from its position to its first character; absent if its characters do not stand in one line. */
  readonly shift?: number;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly position: Position | null;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly position: Position | null;
}

export interface MapEntry {
  readonly keyPosition: Position | null;
  readonly value: Node;
}

export type Path = readonly (string | number)[];

/** Where the value at `path` stands, or the last part of the way that exists. */
export function locate(root: Node, path: Path, part: 'key' | 'value' = 'value'): Position | null {
  let node = root;
  let position = root.position;
  for (const [i, step] of path.entries()) {
    if (node.kind === 'list' && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined) return position;
      node = item;
    } else if (node.kind === 'map') {
      const entry = node.entries.get(String(step));
      if (entry === undefined) return position;
      if (part === 'key' && i === path.length - 1) return entry.keyPosition;
      node = entry.value;
    }
    position = node.position;
  }
  return position;
}

/** The value at `path`, undefined if the way ends before. */
export function find(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (node?.kind === 'list' && typeof step === 'number') node = node.items[step];
    else if (node?.kind === 'map') node = node.entries.get(String(step))?.value;
    else return undefined;
  }
  return node;
}

/** Plain data. Objects have no prototype, so that `__proto__` is a key like any other. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of node.entries) object[key] = toPlain(entry.value);
  return object;
}

/** A tree without positions, from data made in TypeScript. `undefined` counts as absent. */
export function fromPlain(value: unknown): Node {
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map(fromPlain), position: null };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, MapEntry>();
    for (const [key, part] of Object.entries(value)) {
      if (part !== undefined) entries.set(key, { keyPosition: null, value: fromPlain(part) });
    }
    return { kind: 'map', entries, position: null };
  }
  const known =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return {
    kind: 'scalar',
    value: known ? value : value === null ? null : String(value),
    position: null,
  };
}

/** `a list`, `"5x"`, `nothing`: what was found, for a message. */
export function describeNode(node: Node): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'nothing';
  if (typeof node.value !== 'string') return String(node.value);
  return JSON.stringify(node.value.length > 60 ? `${node.value.slice(0, 57)}...` : node.value);
}
