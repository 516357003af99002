import type { AfterFailure, CommitStrategy, StoreMode } from '../app/spec.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { RecordedChoice } from '../sim/choices.js';
import type { ClockSpec } from '../sim/clock.js';
import type {
  BrokerConfigs,
  ConsumerConfigs,
  ProducerConfigs,
  TopicConfigs,
} from './configs/values.js';
import type { Step } from './model-steps.js';

export type { AfterFailure, CommitStrategy } from '../app/spec.js';

/*
 * The scenario as execution gets it: every name resolved, every default filled in, every value checked, durations
 * in whole milliseconds. It is plain data; `parse/` makes it from YAML, `build.ts` from TypeScript. Names refer to
 * the maps of this model, and a reference is never dangling.
 */

/** Where something stands in its file: 1-based. Null if the scenario did not come from a file. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A duration drawn anew for each use: min = max is a fixed one. The dullest draw is `minMs`. */
export interface MsRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Records `from`..`to`, inclusive, of one partition: `orders-0@0..4`. */
export interface RecordsRef {
  readonly tp: TopicPartition;
  readonly from: number;
  readonly to: number;
}

export interface Scenario {
  /** The file it came from, '' if it was built. */
  readonly file: string;
  readonly summary: string;
  /** What a viewer should look at; '' if the author did not say. */
  readonly watchFor: string;
  readonly cluster: ClusterSpec;
  /** The topics that exist from the start, by name. A `create-topic` step makes others. */
  readonly topics: ReadonlyMap<string, TopicSpec>;
  /** Consumers, producers and brokers never share a name. In the order of the file. */
  readonly producers: ReadonlyMap<string, ProducerSpec>;
  readonly consumers: ReadonlyMap<string, ConsumerSpec>;
  /** The run ends here at the latest: virtual ms. */
  readonly limitMs: number;
  readonly steps: readonly Step[];
  /** The planted bug that the world is made with; '' without one. */
  readonly bug: string;
  /** The outcomes that are not 0, if no seed draws them. */
  readonly choices: readonly RecordedChoice[];
}

export interface ClusterSpec {
  /** Brokers have the ids 1..brokers and the names `broker-1`.. . */
  readonly brokers: number;
  /** One entry a broker, in order of id: its `broker.rack`, null without one. */
  readonly racks: readonly (string | null)[];
  /** One way, between any two nodes, unless a client has its own. */
  readonly latency: MsRange;
  /** How much later than by the network a broker hears of new metadata. */
  readonly metadataDelay: MsRange;
  /** Clocks of brokers and the controller that are off, by node. */
  readonly clocks: ReadonlyMap<string, ClockSpec>;
  readonly configs: BrokerConfigs;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: TopicConfigs;
}

export interface ProducerSpec {
  readonly name: string;
  readonly clientId: string;
  readonly topic: string;
  /** Null: everything at once, when it is started. */
  readonly rate: Rate | null;
  readonly load: ProducerLoad;
  /** One way to and from each broker; null: the cluster's. */
  readonly latency: MsRange | null;
  /** Its own clock; null: it shows virtual time. */
  readonly clock: ClockSpec | null;
  readonly configs: ProducerConfigs;
}

/** Record n (from 0) is sent floor(n · perMs / records) after the start. */
export interface Rate {
  readonly records: number;
  readonly perMs: number;
}

export type ProducerLoad =
  | {
      readonly kind: 'generated';
      /** Null: until it is stopped or the run ends; then there is a rate. */
      readonly count: number | null;
      /** Used in turn, never empty; null is a record without key. */
      readonly keys: readonly (string | null)[];
      readonly values: readonly (string | null)[];
      /** Null: the partitioner decides. */
      readonly partition: number | null;
    }
  | { readonly kind: 'listed'; readonly records: readonly RecordSpec[] };

export interface RecordSpec {
  readonly key: string | null;
  readonly value: string | null;
  /** Null: the partitioner decides. */
  readonly partition: number | null;
}

export interface ConsumerSpec {
  readonly name: string;
  /** `client.id`; the name if none was given. */
  readonly clientId: string;
  /** `group.id`; null only with manual assignment, or none yet, and without commits. */
  readonly group: string | null;
  readonly groupInstanceId: string | null;
  readonly clientRack: string | null;
  /** What it does right after it was started. */
  readonly subscription: Subscription;
  readonly commit: CommitStrategy;
  /** What it writes its results to: one store a group. Null: nothing. */
  readonly store: StoreMode | null;
  /** Per record. */
  readonly processing: MsRange;
  /** Threads that process, for `hand-off` and `watermark`; 1 otherwise. */
  readonly workers: number;
  /** The argument of poll(). */
  readonly pollTimeoutMs: number;
  readonly failures: readonly FailureSpec[];
  /** One way to and from each broker; null: the cluster's. */
  readonly latency: MsRange | null;
  /** Its own clock; null: it shows virtual time. */
  readonly clock: ClockSpec | null;
  readonly configs: ConsumerConfigs;
}

export type Subscription =
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  /** A JavaScript regular expression that must match the whole topic name. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] }
  /** Nothing until a step says so. */
  | { readonly kind: 'none' };

/** The application fails on these records. */
export interface FailureSpec {
  readonly on: RecordsRef;
  /** throw: the first time it is processed; poison: every time; hang: processing never returns. */
  readonly how: 'throw' | 'poison' | 'hang';
  readonly then: AfterFailure;
}
