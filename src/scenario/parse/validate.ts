import type { ConfigOwner } from '../configs/tables.js';
import { SCENARIO_SCHEMA } from '../generated/schema.js';
import { Refusal } from '../units.js';
import type { JsonSchema } from './json-schema.js';
import { leafReader } from './leaves.js';
import { nearest } from './nearest.js';
import { describeNode, type MapNode, type Node, type Path } from './node.js';
import type { Problem } from './problem.js';
import { expectation, fits, group, targetOf } from './schema-words.js';
import { explainUnknownKey, explainUnknownValue } from './unknown.js';

/** Holds a tree against the generated schema: shapes and words, not what names refer to. */
export function validate(root: Node): Problem[] {
  return check(root, SCENARIO_SCHEMA, []);
}

function check(node: Node, schema: JsonSchema, path: Path): Problem[] {
  if (schema.$ref !== undefined) return checkReference(node, schema, path);
  if (schema.anyOf !== undefined) return checkAlternatives(node, schema, schema.anyOf, path);
  const wrong = checkValue(node, schema, path);
  if (wrong !== undefined) return [wrong];
  if (node.kind === 'map') return checkMap(node, schema, path);
  if (node.kind === 'list') {
    const { items } = schema;
    const length = checkLength(node.items.length, schema, node, path);
    if (length !== undefined) return [length];
    return items === undefined
      ? []
      : node.items.flatMap((item, i) => check(item, items, [...path, i]));
  }
  return [];
}

function checkReference(node: Node, schema: JsonSchema, path: Path): Problem[] {
  const [id, target] = targetOf(schema);
  const reader = leafReader(id);
  if (!takes(schema, node)) return [expected(schema, node, path)];
  if (reader === undefined) return check(node, target, path);
  const value = node.kind === 'scalar' ? node.value : null;
  const result = reader(typeof value === 'number' ? value : String(value));
  if (!(result instanceof Refusal)) return [];
  return [problem(node, path, `${describeNode(node)} ${result.message}`, result.fix)];
}

/** Of the alternatives that could take such a value, the one with the least to complain of. */
function checkAlternatives(
  node: Node,
  schema: JsonSchema,
  alternatives: readonly JsonSchema[],
  path: Path,
): Problem[] {
  let best: Problem[] | undefined;
  for (const alternative of alternatives) {
    if (!takes(alternative, node)) continue;
    const problems = check(node, alternative, path);
    if (best === undefined || problems.length < best.length) best = problems;
  }
  return best ?? [expected(schema, node, path)];
}

function takes(schema: JsonSchema, node: Node): boolean {
  if (schema.$ref !== undefined) {
    const [id, target] = targetOf(schema);
    if (leafReader(id) === undefined) return takes(target, node);
    if (node.kind !== 'scalar') return false;
    return typeof node.value === 'string' || typeof node.value === 'number';
  }
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => takes(one, node));
  return fits(node, schema);
}

function checkValue(node: Node, schema: JsonSchema, path: Path): Problem | undefined {
  if (schema.enum !== undefined || schema.const !== undefined) {
    return checkWord(node, schema.enum ?? [schema.const ?? null], schema.known ?? [], path);
  }
  if (!fits(node, schema)) return expected(schema, node, path);
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'string') return checkLength(node.value.length, schema, node, path);
  if (typeof node.value !== 'number') return undefined;
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (node.value >= minimum && node.value <= maximum) return undefined;
  const fix = `from ${group(minimum)} to ${group(maximum)}`;
  return problem(node, path, `${group(node.value)} is out of range`, fix);
}

function checkWord(
  node: Node,
  words: readonly (string | number | boolean | null)[],
  known: readonly string[],
  path: Path,
): Problem | undefined {
  if (node.kind === 'scalar' && words.includes(node.value)) return undefined;
  const [message, fix] = explainUnknownValue(describeNode(node), node, words, known);
  return problem(node, path, message, fix);
}

function checkLength(
  length: number,
  schema: JsonSchema,
  node: Node,
  path: Path,
): Problem | undefined {
  const list = node.kind === 'list';
  const least = (list ? schema.minItems : schema.minLength) ?? 0;
  const most = (list ? schema.maxItems : schema.maxLength) ?? Infinity;
  if (length >= least && length <= most) return undefined;
  const what = list ? 'this list' : 'this text';
  if (length < least) return problem(node, path, `${what} is empty`);
  return problem(node, path, `${what} is too long`, `at most ${group(most)}`);
}

function checkMap(node: MapNode, schema: JsonSchema, path: Path): Problem[] {
  const problems: Problem[] = [];
  const keys = schema.properties ?? {};
  const rest = schema.additionalProperties;
  for (const key of schema.required ?? []) {
    if (!node.entries.has(key)) problems.push(...missing(node, key, Object.keys(keys), path));
  }
  for (const [key, entry] of node.entries) {
    const at = [...path, key];
    const own = Object.hasOwn(keys, key) ? keys[key] : undefined;
    const keyNode: Node = { kind: 'scalar', value: key, position: entry.keyPosition };
    if (own !== undefined) problems.push(...check(entry.value, own, at));
    else if (typeof rest === 'object') {
      if (schema.propertyNames !== undefined) {
        problems.push(...check(keyNode, schema.propertyNames, at));
      }
      problems.push(...check(entry.value, rest, at));
    } else {
      // The generator writes the owner from the same type.
      const [message, fix] = explainUnknownKey(
        key,
        Object.keys(keys),
        schema.configs as ConfigOwner,
      );
      problems.push({ position: entry.keyPosition, path: at, message, fix });
    }
  }
  return problems;
}

/** Unless another key, that is told of anyhow, was meant for it. */
function missing(node: MapNode, key: string, keys: readonly string[], path: Path): Problem[] {
  const strange = [...node.entries.keys()].filter((other) => !keys.includes(other));
  if (nearest(key, strange) !== undefined) return [];
  return [problem(node, path, `${key} is missing`)];
}

function expected(schema: JsonSchema, node: Node, path: Path): Problem {
  const [what, help] = expectation(schema);
  const number = node.kind === 'scalar' && typeof node.value === 'number' && what.includes('text');
  const start = path.length === 0 ? 'a scenario begins with "summary: ..."' : help;
  const fix = number ? `in quotes: "${node.value}"` : start;
  return problem(node, path, `expected ${what}, found ${describeNode(node)}`, fix);
}

/** Begins with the key that it is about. */
function problem(node: Node, path: Path, message: string, fix = ''): Problem {
  const key = path.findLast((part) => typeof part === 'string');
  const full = key === undefined ? message : `${key}: ${message}`;
  return { position: node.position, path, message: full, fix };
}
