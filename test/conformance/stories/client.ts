import type {
  AppEvent,
  Call,
  ConsumerException,
  PolledBatch,
} from '../../../src/client/consumer/calls.js';
import type { PartitionState } from '../../../src/client/consumer/state.js';
import type { PartitionOffset } from '../../../src/protocol/facts.js';
import {
  compareTopicPartitions,
  type TopicPartition,
} from '../../../src/protocol/topic-partition.js';
import type { HeldRecord } from './history.js';
import type { Stage } from './stage.js';
import type { Detail, Json } from './story.js';
import { type Application, AppThread, type Code, type Ending } from './thread.js';

/** What the rebalance listener does after it has reported. */
export type ListenerAction = '' | 'throw' | 'commitSync';

/** One process of a client of the story: what its application does, and what it reports. */
export class StoryClient implements Application {
  readonly thread: AppThread;
  afterAssigned: ListenerAction = '';
  afterRevoked: ListenerAction = '';
  /** Polls between steps, if it loops. */
  loop: { readonly ms: number; readonly process: boolean } | null = null;
  /** Partitions that the listener has been given and that were not taken away. */
  readonly owned = new Set<string>();
  /** Records that polls returned and that are not finished. */
  private hand: HeldRecord[] = [];

  constructor(
    private readonly stage: Stage,
    readonly name: string,
    node: string,
  ) {
    this.thread = new AppThread(stage, node, this);
  }

  report(event: string, detail: Detail = {}): void {
    this.stage.history.add(this.name, event, detail);
  }

  /** Its partitions, sorted. */
  partitions(): PartitionState[] {
    const states = this.thread.process?.process?.consumer.partitions.values() ?? [];
    return [...states].sort((a, b) => compareTopicPartitions(a.tp, b.tp));
  }

  /** All that is positioned now: what commitSync() without offsets commits. */
  positions(): PartitionOffset[] {
    return this.partitions()
      .filter((p) => p.state === 'FETCHING')
      .map((p) => ({ tp: p.tp, offset: p.position }));
  }

  /** A call that reports nothing but an exception; `step` is what the report says it was in. */
  *invoke(call: Call, step: string): Code<Ending> {
    const ending = yield call;
    if (ending.kind === 'threw') this.report('exception', { ...told(ending.exception), in: step });
    return ending;
  }

  /** One poll; returns how many records it brought, −1 if it threw. */
  *poll(ms: number, step: string): Code<number> {
    const ending = yield* this.invoke({ kind: 'poll', timeoutMs: ms }, step);
    if (ending.kind !== 'polled') return -1;
    const records = ending.records.flatMap(heldRecords);
    this.stage.history.addRecords(this.name, 'records', records);
    this.hand.push(...records);
    return records.length;
  }

  *pollFor(count: number, ms: number): Code {
    const end = this.stage.now + ms;
    for (let got = 0; got < count && this.stage.now < end; ) {
      const n = yield* this.poll(100, 'pollFor');
      if (n < 0) return;
      got += n;
    }
  }

  /** The first `count` records in hand are finished. */
  process(count: number): void {
    this.stage.history.addRecords(this.name, 'processed', this.hand.splice(0, count));
  }

  *commitSync(given: readonly PartitionOffset[] | null, timeoutMs: number | null): Code {
    const offsets = offsetsOf(given ?? this.positions());
    const ending = yield { kind: 'commitSync', offsets: given, timeoutMs };
    if (ending.kind === 'threw') {
      this.report('commit-failed', { offsets, by: 'commitSync', ...told(ending.exception) });
    } else this.report('commit', { offsets, by: 'commitSync' });
  }

  *close(option: 'default' | 'leave-group' | 'remain-in-group'): Code {
    this.loop = null;
    const ending = yield* this.invoke({ kind: 'close', option }, 'close');
    this.hand = [];
    if (ending.kind === 'returned') this.report('closed');
    if (option === 'default') this.owned.clear();
  }

  /** The process is gone from one instant to the next. */
  killed(): void {
    this.hand = [];
    this.owned.clear();
    this.report('killed');
  }

  *listener(event: Extract<AppEvent, { kind: 'callback' }>): Code<string | null> {
    const partitions = names(event.partitions);
    this.report(event.listener, { partitions, generation: event.generation });
    for (const p of partitions) {
      if (event.listener === 'assigned') this.owned.add(p);
      else this.owned.delete(p);
    }
    const action = event.listener === 'assigned' ? this.afterAssigned : this.afterRevoked;
    if (action === 'commitSync') yield* this.commitSync(null, null);
    const throws = action === 'throw' && event.listener !== 'lost';
    return throws ? `thrown by onPartitions${capital(event.listener)}` : null;
  }

  committed(event: Extract<AppEvent, { kind: 'committed' }>): void {
    const common = { offsets: offsetsOf(event.offsets), by: 'commitAsync', tag: event.tag };
    if (event.exception === null) this.report('commit', common);
    else this.report('commit-failed', { ...common, ...told(event.exception) });
  }

  idle(): Code | null {
    return this.loop === null ? null : this.turn(this.loop);
  }

  /** One turn of its loop. An exception out of poll ends the loop. */
  private *turn({ ms, process }: { readonly ms: number; readonly process: boolean }): Code {
    const n = yield* this.poll(ms, 'poll');
    if (n < 0) this.loop = null;
    if (n > 0 && process) this.process(this.hand.length);
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function heldRecords(polled: PolledBatch): HeldRecord[] {
  return Array.from({ length: polled.count }, (_, i) => ({
    partition: polled.tp.key,
    offset: polled.batch.offsetAt(polled.start + i),
    value: Number(polled.recordAt(i).value),
  }));
}

/** The names of partitions, sorted. */
export function names(partitions: readonly TopicPartition[]): string[] {
  return [...partitions].sort(compareTopicPartitions).map((tp) => tp.key);
}

export function offsetsOf(offsets: readonly PartitionOffset[]): { [partition: string]: Json } {
  return Object.fromEntries(offsets.map(({ tp, offset }) => [tp.key, offset]));
}

/** An exception as events tell it. */
export function told({ name, message, cause }: ConsumerException): { [k: string]: Json } {
  return { exception: name, message, ...(cause === null ? {} : { cause }) };
}
