import { isArray, isObject, type Json, type JsonObject } from './json.js';

/** One transcript: a script for the coordinator, and what Kafka's gave out at each step. */
export interface Transcript {
  readonly name: string;
  readonly config: readonly (readonly [string, Json])[];
  readonly topics: readonly Topic[];
  readonly steps: readonly Step[];
}

export interface Topic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: number;
}

export type Action =
  | { readonly type: 'request'; readonly id: number; readonly request: ScriptedRequest }
  | { readonly type: 'metadata'; readonly topics: readonly Topic[] }
  | { readonly type: 'failAppend'; readonly error: string }
  | {
      readonly type:
        | 'advance'
        | 'failover'
        | 'unload'
        | 'load'
        | 'beginLoad'
        | 'endLoad'
        | 'hold'
        | 'release'
        | 'groupConfig';
    };

export interface ScriptedRequest {
  readonly api: string;
  readonly version: number;
  readonly clientId: string;
  readonly clientHost: string;
  readonly body: JsonObject;
}

export interface Step {
  readonly at: number;
  readonly action: Action;
  /** Missing in a script that nobody has recorded yet. */
  readonly out: readonly JsonObject[];
}

/** A file that is no transcript: `where` is file:line. */
export class MalformedTranscript extends Error {
  override readonly name = 'MalformedTranscript';

  constructor(where: string, what: string) {
    super(`${where}: ${what}`);
  }
}

const FLAGS = [
  'advance',
  'failover',
  'unload',
  'load',
  'beginLoad',
  'endLoad',
  'hold',
  'release',
] as const;

/** Reads a .jsonl file of transcripts; throws MalformedTranscript. */
export function parseTranscripts(file: string, text: string): Transcript[] {
  const transcripts: Transcript[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const reader = new Reader(`${file}:${i + 1}`);
    transcripts.push(reader.transcript(reader.json(line)));
  });
  if (transcripts.length === 0) throw new MalformedTranscript(`${file}:1`, 'holds no transcript');
  return transcripts;
}

/** Reads one line, and knows where it stands. */
class Reader {
  constructor(private readonly where: string) {}

  fail(what: string): never {
    throw new MalformedTranscript(this.where, what);
  }

  json(line: string): Json {
    try {
      return JSON.parse(line) as Json; // whatever JSON.parse gives is Json
    } catch (error) {
      return this.fail(`is not JSON: ${error instanceof Error ? error.message : error}`);
    }
  }

  object(value: Json | undefined, path: string): JsonObject {
    return isObject(value) ? value : this.fail(`${path} must be an object`);
  }

  list(value: Json | undefined, path: string): readonly Json[] {
    return isArray(value) ? value : this.fail(`${path} must be a list`);
  }

  text(value: Json | undefined, path: string): string {
    return typeof value === 'string' ? value : this.fail(`${path} must be a text`);
  }

  whole(value: Json | undefined, path: string): number {
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    return this.fail(`${path} must be a whole number`);
  }

  transcript(json: Json): Transcript {
    const value = this.object(json, 'a transcript');
    let last = 0;
    const steps = this.list(value.steps, 'steps').map((step, i) => {
      const read = this.step(step, `steps[${i}]`);
      if (read.at < last) this.fail(`steps[${i}].at is before the step before it`);
      last = read.at;
      return read;
    });
    return {
      name: this.text(value.name, 'name'),
      config: Object.entries(this.object(value.config ?? {}, 'config')),
      topics: this.topics(value.topics ?? [], 'topics'),
      steps,
    };
  }

  topics(json: Json, path: string): Topic[] {
    return this.list(json, path).map((item, i) => {
      const topic = this.object(item, `${path}[${i}]`);
      return {
        name: this.text(topic.name, `${path}[${i}].name`),
        topicId: this.text(topic.topicId, `${path}[${i}].topicId`),
        partitions: this.whole(topic.partitions, `${path}[${i}].partitions`),
      };
    });
  }

  step(json: Json, path: string): Step {
    const value = this.object(json, path);
    const at = this.whole(value.at, `${path}.at`);
    if (at < 0) this.fail(`${path}.at must not be negative`);
    const out = this.list(value.out ?? [], `${path}.out`).map((entry, i) =>
      this.entry(entry, `${path}.out[${i}]`),
    );
    return { at, action: this.action(value, path), out };
  }

  action(value: JsonObject, path: string): Action {
    if (value.request !== undefined) {
      const id = this.whole(value.id, `${path}.id`);
      return { type: 'request', id, request: this.request(value.request, `${path}.request`) };
    }
    if (value.metadata !== undefined)
      return { type: 'metadata', topics: this.topics(value.metadata, `${path}.metadata`) };
    if (value.failAppend !== undefined)
      return { type: 'failAppend', error: this.text(value.failAppend, `${path}.failAppend`) };
    if (value.groupConfig !== undefined) return { type: 'groupConfig' };
    const flag = FLAGS.find((name) => value[name] === true);
    return flag === undefined ? this.fail(`${path} does nothing that is known`) : { type: flag };
  }

  request(json: Json, path: string): ScriptedRequest {
    const value = this.object(json, path);
    return {
      api: this.text(value.api, `${path}.api`),
      version: this.whole(value.version ?? 0, `${path}.version`),
      clientId: this.text(value.clientId, `${path}.clientId`),
      clientHost: this.text(value.clientHost ?? '', `${path}.clientHost`),
      body: this.object(value.body, `${path}.body`),
    };
  }

  entry(json: Json, path: string): JsonObject {
    const value = this.object(json, path);
    this.whole(value.at, `${path}.at`);
    if (value.response !== undefined) {
      this.whole(value.response, `${path}.response`);
      this.object(value.body, `${path}.body`);
    } else if (value.marker !== undefined) this.text(value.marker, `${path}.marker`);
    else
      this.list(value.records, `${path}.records`).forEach((record, i) => {
        this.text(this.object(record, `${path}.records[${i}]`).type, `${path}.records[${i}].type`);
      });
    return value;
  }
}
