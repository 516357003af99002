import type { ConfigOwner } from '../configs/tables.js';
import { SCENARIO_SCHEMA } from '../generated/schema.js';
import { Refusal } from '../units.js';
import type { JsonSchema, JsonType } from './json-schema.js';
import { leafReader } from './leaves.js';
import { nearest } from './nearest.js';
import { describeNode, type MapNode, type Node, type Path } from './node.js';
import type { Problem } from './problem.js';
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
  const id = schema.$ref?.replace('#/$defs/', '') ?? '';
  const target = SCENARIO_SCHEMA.$defs?.[id] ?? {};
  const reader = leafReader(id);
  const value = node.kind === 'scalar' ? node.value : null;
  if (reader === undefined) return check(node, target, path);
  if (typeof value !== 'string' && typeof value !== 'number') {
    return [expected(target.description ?? id, node, path)];
  }
  const result = reader(value);
  if (!(result instanceof Refusal)) return [];
  return [
    {
      position: node.position,
      path,
      message: `${describeNode(node)} ${result.message}`,
      fix: result.fix ?? '',
    },
  ];
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
  return (
    best ?? [expected(schema.description ?? alternatives.map(nameOf).join(' or '), node, path)]
  );
}

function takes(schema: JsonSchema, node: Node): boolean {
  if (schema.$ref !== undefined) {
    const id = schema.$ref.replace('#/$defs/', '');
    if (leafReader(id) !== undefined) return node.kind === 'scalar' && node.value !== null;
    return takes(SCENARIO_SCHEMA.$defs?.[id] ?? {}, node);
  }
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => takes(one, node));
  return fits(node, schema);
}

function checkValue(node: Node, schema: JsonSchema, path: Path): Problem | undefined {
  if (schema.enum !== undefined || schema.const !== undefined) {
    return checkWord(node, schema.enum ?? [schema.const ?? null], schema.known ?? [], path);
  }
  if (!fits(node, schema)) return expected(schema.description ?? nameOf(schema), node, path);
  if (node.kind !== 'scalar') return undefined;
  if (typeof node.value === 'string') return checkLength(node.value.length, schema, node, path);
  if (typeof node.value !== 'number') return undefined;
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (node.value >= minimum && node.value <= maximum) return undefined;
  const fix = `from ${group(minimum)} to ${group(maximum)}`;
  return { position: node.position, path, message: `${group(node.value)} is out of range`, fix };
}

function checkWord(
  node: Node,
  words: readonly (string | number | boolean | null)[],
  known: readonly string[],
  path: Path,
): Problem | undefined {
  if (node.kind === 'scalar' && words.includes(node.value)) return undefined;
  const [message, fix] = explainUnknownValue(describeNode(node), node, words, known);
  return { position: node.position, path, message, fix };
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
  if (length < least)
    return { position: node.position, path, message: `${what} is empty`, fix: '' };
  return {
    position: node.position,
    path,
    message: `${what} is too long`,
    fix: `at most ${group(most)}`,
  };
}

function checkMap(node: MapNode, schema: JsonSchema, path: Path): Problem[] {
  const problems: Problem[] = [];
  const keys = schema.properties ?? {};
  const rest = schema.additionalProperties;
  for (const key of schema.required ?? []) {
    if (!node.entries.has(key)) problems.push(missing(node, key, path));
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

function missing(node: MapNode, key: string, path: Path): Problem {
  const similar = nearest(key, node.entries.keys());
  const fix = similar === undefined ? '' : `is "${similar}" meant for it?`;
  return { position: node.position, path, message: `${key}: is missing`, fix };
}

function expected(what: string, node: Node, path: Path): Problem {
  const [head = what, ...tail] = what.replace(/\.$/, '').split(': ');
  const lower = /^[A-Z][a-z ]/.test(head) ? head.charAt(0).toLowerCase() + head.slice(1) : head;
  const fix = tail.join(': ');
  return {
    position: node.position,
    path,
    message: `expected ${lower}, found ${describeNode(node)}`,
    fix,
  };
}

function fits(node: Node, schema: JsonSchema): boolean {
  if (schema.enum !== undefined) return node.kind === 'scalar' && node.value !== null;
  if (schema.const !== undefined) return node.kind === 'scalar' && node.value !== null;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return types.length === 0 || types.some((type) => isOf(node, type));
}

function isOf(node: Node, type: JsonType): boolean {
  if (type === 'object') return node.kind === 'map';
  if (type === 'array') return node.kind === 'list';
  if (node.kind !== 'scalar') return false;
  if (type === 'null') return node.value === null;
  if (type === 'integer') return Number.isInteger(node.value);

  return typeof node.value === type && !Number.isNaN(node.value);
}

const TYPE_NAMES: Readonly<Record<JsonType, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
  object: 'a map',
  array: 'a list',
};

function nameOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const id = schema.$ref.replace('#/$defs/', '');
    const target = SCENARIO_SCHEMA.$defs?.[id];
    return target === undefined ? id : nameOf({ ...target, description: '' });
  }
  if (schema.enum !== undefined) return schema.enum.join(', ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map(nameOf).join(' or ');
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return types.map((type) => TYPE_NAMES[type]).join(' or ');
}

/** 1000000 -> `1,000,000`. */
function group(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
