import { COMMON_FIELDS, type FieldKind, NOT_MODELLED, STEPS } from './step-table.js';
import {
  type ExpectedEvent,
  FINAL_FIELDS,
  type Json,
  MalformedStory,
  type Stability,
  type Step,
  type Story,
  type StoryEvent,
} from './story.js';

type Obj = { readonly [k: string]: Json };

/** Reads one story; MalformedStory names the file and what is wrong with it. */
export function parseStory(file: string, text: string): Story {
  let data: Json;
  try {
    data = JSON.parse(text) as Json; // JSON.parse makes nothing else
  } catch (error) {
    throw new MalformedStory(`${file}: is no JSON: ${(error as Error).message}`); // always a SyntaxError
  }
  const story = object(data, `${file}: the file`);
  const at = (field: string) => `${file}: ${field}`;
  const cluster = object(story.cluster, at('cluster'));
  const brokers = cluster.brokers;
  if (brokers !== 1 && brokers !== 3) throw new MalformedStory(`${file}: cluster.brokers: 1 or 3`);
  if (story.protocol !== undefined && story.protocol !== 'classic') {
    throw new MalformedStory(`${file}: protocol ${JSON.stringify(story.protocol)} is not modelled`);
  }
  return {
    file,
    name: string(story.name, at('name')),
    brokers,
    clusterConfigs: object(cluster.configs, at('cluster.configs')),
    steps: list(story.steps, at('steps')).flatMap((step, i) => parseStep(file, step, i)),
    outline: list(story.outline, at('outline')).map((e) => expectedEvent(e, at('outline'))),
    final: object(story.final, at('final')),
    stability: parseStability(object(story.stability, at('stability')), file),
  };
}

/** A comment is dropped: a `do` with a blank in it, and no other field. */
function parseStep(file: string, json: Json, index: number): Step[] {
  const fields = object(json, `${file}: steps[${index}]`);
  const name = string(fields.do, `${file}: steps[${index}].do`);
  const n = typeof fields.n === 'number' ? fields.n : null;
  const where = `${file}: step ${n ?? `after ${index}`} (${name})`;
  const others = Object.keys(fields).filter((key) => key !== 'n' && key !== 'do');
  if (name.includes(' ') && others.length === 0) return [];
  if (NOT_MODELLED.has(name)) throw new MalformedStory(`${where}: this step is not modelled yet`);
  const known = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
  if (known === undefined) throw new MalformedStory(`${where}: unknown step`);
  checkFields(fields, { ...COMMON_FIELDS, ...known }, where);
  return [{ n, do: name, fields, where }];
}

function checkFields(fields: Obj, known: Readonly<Record<string, FieldKind>>, where: string): void {
  for (const [key, value] of Object.entries(fields)) {
    const kind = Object.hasOwn(known, key) ? known[key] : undefined;
    if (kind === undefined) throw new MalformedStory(`${where}: unknown field ${key}`);
    if (!isOfKind(value, kind)) {
      throw new MalformedStory(`${where}: ${key} must be a ${kind.replace('?', '')}`);
    }
  }
  for (const [key, kind] of Object.entries(known)) {
    if (!kind.endsWith('?') && fields[key] === undefined) {
      throw new MalformedStory(`${where}: ${key} is missing`);
    }
  }
}

function isOfKind(value: Json, kind: FieldKind): boolean {
  switch (kind.replace('?', '')) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'texts':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

function parseStability(json: Obj, file: string): Stability {
  const same = object(json.sameOrderAndContentFor, `${file}: stability.sameOrderAndContentFor`);
  const final = object(json.final, `${file}: stability.final`);
  const otherRuns = json.otherRuns === undefined ? [] : list(json.otherRuns, `${file}: otherRuns`);
  return {
    same: new Map(Object.entries(same).map(([client, value]) => [client, value === true])),
    final: new Set(FINAL_FIELDS.filter((field) => final[field] === true)),
    otherRuns: otherRuns.map((run) => {
      const clients = Object.entries(object(run, `${file}: stability.otherRuns`));
      return new Map(
        clients.map(([client, events]) => [
          client,
          list(events, `${file}: otherRuns`).map((e) => storyEvent(e, `${file}: otherRuns`)),
        ]),
      );
    }),
  };
}

function storyEvent(json: Json, where: string): StoryEvent {
  const e = object(json, where);
  return {
    consumer: string(e.consumer, `${where}: consumer`),
    event: string(e.event, `${where}: event`),
    detail: object(e.detail, `${where}: detail`),
  };
}

function expectedEvent(json: Json, where: string): ExpectedEvent {
  return { ...storyEvent(json, where), stable: object(json, where).stable === true };
}

function object(json: Json | undefined, where: string): Obj {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new MalformedStory(`${where} must be an object`);
  }
  return json as Obj; // neither null nor a list
}

function list(json: Json | undefined, where: string): readonly Json[] {
  if (!Array.isArray(json)) throw new MalformedStory(`${where} must be a list`);
  return json as readonly Json[]; // isArray loses the element's type
}

function string(json: Json | undefined, where: string): string {
  if (typeof json !== 'string') throw new MalformedStory(`${where} must be a text`);
  return json;
}
