import type { Path } from './node.js';
import { eachName, type Scope } from './scope.js';

export type Names<T> = string | readonly string[] | Readonly<Record<string, T>> | undefined;
export type Named<T> = readonly [name: string, detail: T | undefined, path: Path];

/** `c1`, `[c1, c2]` or `{c1: detail}`. */
export function eachNamed<T>(
  value: Names<T>,
  path: Path,
): (readonly [...Named<T>, part: 'key' | 'value'])[] {
  if (value === undefined) return [];
  if (typeof value === 'string' || isList(value)) {
    return eachName(value, path).map(([name, at]) => [name, undefined, at, 'value'] as const);
  }
  return Object.entries(value).map(
    ([name, detail]) => [name, detail, [...path, name], 'key'] as const,
  );
}

function isList<T>(value: Names<T>): value is readonly string[] {
  return Array.isArray(value);
}

/** `{orders-0: 5, orders-1: null}` */
export function someOffsets(
  scope: Scope,
  given: Readonly<Record<string, number | null>>,
  path: Path,
) {
  return Object.entries(given).flatMap(([text, offset]) =>
    scope.partition(text, [...path, text], 'key').map((tp) => ({ tp, offset })),
  );
}
