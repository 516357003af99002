import type { PartitionOffset, RecordRange } from '../../protocol/facts.js';
import type { LogRecord, RecordBatch } from '../../protocol/record-batch.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';

/** What the application calls on its consumer, by the names of KafkaConsumer. Times in ms. */
export type Call =
  | { readonly kind: 'subscribe'; readonly topics: readonly string[] }
  | { readonly kind: 'subscribe-pattern'; readonly pattern: string }
  | { readonly kind: 'assign'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'unsubscribe' }
  | { readonly kind: 'poll'; readonly timeoutMs: number }
  /** offsets null: all positions. timeoutMs null: default.api.timeout.ms. */
  | {
      readonly kind: 'commitSync';
      readonly offsets: readonly PartitionOffset[] | null;
      readonly timeoutMs: number | null;
    }
  | {
      readonly kind: 'commitAsync';
      readonly offsets: readonly PartitionOffset[] | null;
      /** Comes back with the callback. */
      readonly tag: string;
      /** The call that runs the callback waits for `commit-callback-return`: the callback may throw out of it. */
      readonly answers?: true;
    }
  | { readonly kind: 'seek'; readonly tp: TopicPartition; readonly offset: number }
  | {
      readonly kind: 'seekToBeginning' | 'seekToEnd';
      readonly partitions: readonly TopicPartition[];
    }
  | { readonly kind: 'pause' | 'resume'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'position'; readonly tp: TopicPartition; readonly timeoutMs: number | null }
  | { readonly kind: 'enforceRebalance' }
  | { readonly kind: 'currentLag'; readonly tp: TopicPartition }
  /** From another thread, at any time: the running or next blocking call throws. Does not return to anybody. */
  | { readonly kind: 'wakeup' }
  | { readonly kind: 'close'; readonly option: 'default' | 'leave-group' | 'remain-in-group' }
  /** The rebalance listener, called by an event of kind `callback`, is done; `threw`: the exception's message. */
  | { readonly kind: 'callback-return'; readonly threw: string | null }
  /** The callback of a commitAsync that `answers` is done; what it threw comes out of the call that ran it. */
  | { readonly kind: 'commit-callback-return'; readonly threw: ConsumerException | null };

/** A Java exception as the application sees it: class without package, and message. */
export interface ConsumerException {
  readonly name: string;
  readonly message: string;
  /** Class without package of the cause, null if there is none. */
  readonly cause: string | null;
}

/** Records of one batch that poll() hands out: indexes `start`…`end`−1 of `batch.records`. A class: shared, never drafted. */
export class PolledBatch {
  constructor(
    readonly tp: TopicPartition,
    readonly topicId: string,
    readonly batch: RecordBatch,
    readonly start: number,
    readonly end: number,
  ) {}

  get firstOffset(): number {
    return this.batch.offsetAt(this.start);
  }

  get lastOffset(): number {
    return this.batch.offsetAt(this.end - 1);
  }

  get count(): number {
    return this.end - this.start;
  }

  /** No offset is missing between the first and the last one. */
  get isDense(): boolean {
    return this.lastOffset - this.firstOffset === this.end - this.start - 1;
  }

  recordAt(index: number): LogRecord {
    return this.batch.recordAt(this.start + index);
  }
}

/** Consecutive offsets of one partition and leader epoch become one range. */
export function toRanges(polled: readonly PolledBatch[]): RecordRange[] {
  const ranges: { -readonly [K in keyof RecordRange]: RecordRange[K] }[] = [];
  for (const b of polled.some((p) => !p.isDense) ? polled.flatMap(densely) : polled) {
    const last = ranges[ranges.length - 1];
    const leaderEpoch = b.batch.partitionLeaderEpoch;
    const joins =
      last !== undefined &&
      last.tp.key === b.tp.key &&
      last.leaderEpoch === leaderEpoch &&
      last.to + 1 === b.firstOffset;
    if (joins) last.to = b.lastOffset;
    else {
      const { tp, topicId } = b;
      ranges.push({ tp, topicId, leaderEpoch, from: b.firstOffset, to: b.lastOffset });
    }
  }
  return ranges;
}

/** The cleaner has been there: record by record. */
function densely(polled: PolledBatch): PolledBatch[] {
  if (polled.isDense) return [polled];
  const { tp, topicId, batch, start } = polled;
  return Array.from(
    { length: polled.count },
    (_, i) => new PolledBatch(tp, topicId, batch, start + i, start + i + 1),
  );
}

/** What the consumer tells its application. */
export type AppEvent =
  | { readonly kind: 'returned'; readonly call: Call['kind'] }
  | { readonly kind: 'polled'; readonly records: readonly PolledBatch[] }
  | { readonly kind: 'position'; readonly tp: TopicPartition; readonly offset: number }
  /** null: no fetch has told the log's end yet. */
  | { readonly kind: 'current-lag'; readonly tp: TopicPartition; readonly lag: number | null }
  | { readonly kind: 'threw'; readonly call: Call['kind']; readonly exception: ConsumerException }
  /** The rebalance listener is called; the application answers with `callback-return`. */
  | {
      readonly kind: 'callback';
      readonly listener: 'assigned' | 'revoked' | 'lost';
      readonly partitions: readonly TopicPartition[];
      readonly generation: number;
    }
  /** The callback of a commitAsync runs. */
  | {
      readonly kind: 'committed';
      readonly tag: string;
      readonly offsets: readonly PartitionOffset[];
      readonly exception: ConsumerException | null;
      /** A call stands still until `commit-callback-return`. */
      readonly awaited: boolean;
    };
