import { readCoordinatorConfig } from '../../src/coordinator/config.js';
import type {
  AppendResult,
  CoordinatorHost,
  CoordinatorRequest,
  CoordinatorResponseBody,
} from '../../src/coordinator/host.js';
import type { ProducerState } from '../../src/protocol/record-batch.js';
import type { CoordinatorRecord } from '../../src/protocol/records.js';
import { type Coverage, stateSeenBy, stateSeenByTimer } from './coverage.js';
import { Driver, type Mode } from './driver.js';
import type { Json, JsonObject } from './json.js';
import { MemoryLog } from './memory-log.js';
import type { Action, ScriptedRequest, Step, Topic, Transcript } from './parse.js';
import { type Defaults, fillIn, leaveOut } from './shapes.js';

/** What came out of each step, in the transcript's form. */
export type Output = readonly (readonly JsonObject[])[];

const PARTITION = 0;
/** The recorder's own limit for CompleteTransaction. */
const MARKER_TIMEOUT_MS = 5_000;

/** Apis that the coordinator serves; a request of another one makes a transcript that cannot match. */
const APIS = new Set([
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'TxnOffsetCommit',
  'CompleteTransaction',
  'OffsetFetch',
  'OffsetDelete',
  'DescribeGroups',
  'ListGroups',
  'DeleteGroups',
  'ConsumerGroupDescribe',
]);

/**
 * Runs one transcript. Requests enter where the recorder's did: at the coordinator service, behind what a broker
 * checks first (unknown topics of a commit, SyncGroup without protocol).
 */
export function runTranscript(
  transcript: Transcript,
  defaults: Defaults,
  mode: Mode,
  coverage: Coverage | null = null,
): Output {
  const run = new Run(transcript, defaults, mode, coverage);
  for (const step of transcript.steps) run.step(step);
  return run.output;
}

class Run implements CoordinatorHost {
  now = 0;
  readonly output: JsonObject[][] = [];
  readonly #log = new MemoryLog();
  readonly #driver: Driver;
  readonly #ids = new Map<string, number>();
  readonly #requests = new Map<number, ScriptedRequest>();
  /** Since when the latest step stands. */
  #since = 0;
  #topics: readonly Topic[] = [];
  #leaderEpoch = 0;

  constructor(
    transcript: Transcript,
    private readonly defaults: Defaults,
    mode: Mode,
    private readonly coverage: Coverage | null,
  ) {
    const config = readCoordinatorConfig(
      [...transcript.config, ['offsets.topic.num.partitions', 1]],
      (name, what) => {
        throw new Error(`${transcript.name}: ${name} ${what}`);
      },
    );
    this.#driver = new Driver(mode, this, config);
    this.#topics = transcript.topics;
    this.#load();
  }

  // --- steps ---

  step(step: Step): void {
    const before = this.output.at(-1);
    if (step.action.type === 'advance') {
      // What time alone brings stands under the step that lets it pass.
      const moved = before?.filter(({ at }) => Number(at) > this.#since) ?? [];
      before?.splice(before.length - moved.length);
      this.output.push(moved);
      this.#since = step.at;
      this.#advance(step.at);
      return;
    }
    this.#advance(step.at);
    this.output.push([]);
    this.#since = step.at;
    this.#act(step.action);
    this.#advance(step.at);
  }

  #act(action: Action): void {
    switch (action.type) {
      case 'request':
        this.#request(action.id, action.request);
        return;
      case 'metadata':
        this.#publish(action.topics);
        return;
      case 'failover':
        this.#unload();
        this.#load();
        return;
      case 'unload':
        this.#unload();
        return;
      case 'load':
        this.#load();
        return;
      case 'beginLoad':
        this.#beginLoad();
        return;
      case 'endLoad':
        this.#endLoad();
        return;
      case 'hold':
        this.#log.held = true;
        return;
      case 'release':
        this.#log.held = false;
        this.#log.highWatermark = this.#log.endOffset;
        this.#settle();
        return;
      case 'failAppend':
        this.#log.failNext = action.error;
        return;
      case 'advance':
      case 'groupConfig': // of the newer groups only
        return;
    }
  }

  #request(id: number, request: ScriptedRequest): void {
    this.#requests.set(id, request);
    if (!APIS.has(request.api)) return; // never answered
    const { api, version, clientId, clientHost } = request;
    const body = this.#body(request);
    this.coverage?.saw(stateSeenBy(this.#driver.state, api, body), api);
    const made = { token: id, api, version, clientId, clientHost, body };
    this.#driver.admitted(made as unknown as CoordinatorRequest); // filled in from the schema
    this.#settle();
  }

  /** As a broker does: topics given by id get their name. */
  #body(request: ScriptedRequest): JsonObject {
    const { api, version, body } = request;
    if (api === 'CompleteTransaction')
      return { producerEpoch: 0, ...body, partition: PARTITION, timeoutMs: MARKER_TIMEOUT_MS };
    const filled = fillIn(this.defaults, `${api}RequestData`, body);
    return version >= 10 ? (this.#named(filled) as JsonObject) : filled; // an object stays one
  }

  #named(value: Json): Json {
    if (Array.isArray(value)) return value.map((item: Json) => this.#named(item));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([k, v]) => [k, this.#named(v as Json)] as const);
    const object: Record<string, Json> = Object.fromEntries(fields);
    const { topicId } = object;
    if (typeof topicId === 'string' && topicId !== '') object.name = this.topicName(topicId);
    return object;
  }

  #publish(topics: readonly Topic[]): void {
    const gone: { topic: string; partition: number }[] = [];
    for (const { name, topicId, partitions } of this.#topics) {
      if (topics.some((t) => t.name === name && t.topicId === topicId)) continue;
      for (let p = 0; p < partitions; p++) gone.push({ topic: name, partition: p });
    }
    if (gone.length > 0) this.#driver.deletePartitions(gone);
    this.#topics = topics;
    this.#settle();
  }

  #load(): void {
    this.#beginLoad();
    this.#endLoad();
    this.#advance(this.now);
  }

  #beginLoad(): void {
    this.#driver.beginLoad(PARTITION, this.#leaderEpoch);
    this.#leaderEpoch += 1;
    this.#log.highWatermark = this.#log.endOffset;
  }

  #endLoad(): void {
    this.#driver.endLoad(PARTITION);
  }

  #unload(): void {
    this.#driver.resign(PARTITION, this.#leaderEpoch);
    this.#leaderEpoch += 1;
    this.#advance(this.now);
  }

  /** Fires every timer due up to the given time, in order, then sets the clock to it. */
  #advance(to: number): void {
    for (;;) {
      const next = this.#driver.nextDeadline;
      if (next === undefined || next > to) break;
      this.now = Math.max(this.now, next);
      this.coverage?.saw(...stateSeenByTimer(this.#driver.state));
      this.#driver.fireTimer();
      this.#settle();
    }
    this.now = to;
  }

  /** What has been committed meanwhile is told before anything else happens. */
  #settle(): void {
    let told: number;
    do {
      told = this.#log.highWatermark;
      this.#driver.highWatermark(PARTITION, told);
    } while (told < this.#log.highWatermark);
  }

  // --- the coordinator's host ---

  append(
    _partition: number,
    records: readonly CoordinatorRecord[],
    producer: ProducerState | null,
  ): AppendResult {
    const result = this.#log.append(records, producer);
    if (result.error === 'NONE')
      this.#emit({ records: records.map((record) => this.#record(record)), ...ids(producer) });
    return result;
  }

  appendMarker(
    _partition: number,
    producer: ProducerState,
    control: 'COMMIT' | 'ABORT',
  ): AppendResult {
    const result = this.#log.appendMarker(producer, control);
    if (result.error === 'NONE') this.#emit({ marker: control, ...ids(producer) });
    return result;
  }

  readLog(_partition: number, visit: Parameters<CoordinatorHost['readLog']>[1]): void {
    this.#log.read(visit);
  }

  highWatermark(): number {
    return this.#log.highWatermark;
  }

  respond(token: number, body: CoordinatorResponseBody): void {
    const request = this.#requests.get(token);
    if (request === undefined) throw new Error(`an answer to request ${token}, which nobody sent`);
    const type = `${request.api}ResponseData`;
    const json = body as unknown as JsonObject; // answers are plain data
    this.#emit({ response: token, body: leaveOut(this.defaults, type, json, request.version) });
  }

  newMemberId(prefix: string): string {
    const n = (this.#ids.get(prefix) ?? 0) + 1;
    this.#ids.set(prefix, n);
    return `${prefix}-${n}`;
  }

  partitionsOf(topic: string): number {
    return this.#topics.find(({ name }) => name === topic)?.partitions ?? 0;
  }

  topicName(topicId: string): string {
    return this.#topics.find((topic) => topic.topicId === topicId)?.name ?? '';
  }

  topicId(name: string): string {
    return this.#topics.find((topic) => topic.name === name)?.topicId ?? '';
  }

  note(): void {}

  #emit(entry: JsonObject): void {
    this.output.at(-1)?.push({ at: this.now, ...entry });
  }

  #record(record: CoordinatorRecord): JsonObject {
    const { type, valueVersion } = record;
    const key = leaveOut(this.defaults, `${type}Key`, record.key as unknown as JsonObject, 0); // plain data
    if (record.value === null) return { type, key, value: null };
    const fields = { ...record.value } as unknown as JsonObject; // plain data
    return {
      type,
      key,
      valueVersion,
      value: leaveOut(this.defaults, `${type}Value`, fields, valueVersion),
    };
  }
}

function ids(producer: ProducerState | null): JsonObject {
  if (producer === null) return {};
  return { producerId: producer.producerId, producerEpoch: producer.producerEpoch };
}
