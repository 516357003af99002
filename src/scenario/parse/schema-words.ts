import { SCENARIO_SCHEMA } from '../generated/schema.js';
import type { JsonSchema, JsonType } from './json-schema.js';
import type { Node } from './node.js';

/** What a `$ref` refers to, with its id. */
export function targetOf(schema: JsonSchema): [id: string, target: JsonSchema] {
  const id = schema.$ref?.replace('#/$defs/', '') ?? '';
  return [id, SCENARIO_SCHEMA.$defs?.[id] ?? {}];
}

/** What should stand there, and an example if there is one. */
export function expectation(schema: JsonSchema): [what: string, help: string] {
  const [what = '', ...help] = nameOf(schema).split(': ');
  return [what, help.join(': ')];
}

export function fits(node: Node, schema: JsonSchema): boolean {
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
    const [, target] = targetOf(schema);
    const { description } = target;
    if (description === undefined) return nameOf(target);
    return description
      .replace(/\.$/, '')
      .replace(/^[A-Z](?=[a-z]* )/, (first) => first.toLowerCase());
  }
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map(nameOf).join(' or ');
  const types = schema.type === undefined ? [] : [schema.type].flat();
  return types.map((type) => TYPE_NAMES[type]).join(' or ');
}

/** 1000000 -> `1,000,000`. */
export function group(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
