import type { AppSpec } from '../app/spec.js';
import type { BrokerConfig } from '../broker/state.js';
import type { ConsumerConfig } from '../client/consumer/config.js';
import type { ProducerConfig, ProducerLoad } from '../client/producer/config.js';
import type { ControllerConfig } from '../controller/state.js';
import type { NewTopic } from '../controller/topics.js';
import type { TopicConfig } from '../protocol/cluster-image.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { ClockSpec } from './clock.js';
import type { WorldRules } from './rules.js';

/** One way over a link, whole ms, drawn anew for each message; 0 is the least. */
export interface LatencySpec {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What a world is made of. Nodes are numbered in this order: controller 0, brokers 1…, consumers, producers, operator. */
export interface WorldSpec {
  /** By which the nodes play, if not by Kafka's: with a planted bug. */
  readonly rules?: WorldRules;
  /** One entry a broker, by id from 1: its rack. */
  readonly brokers: readonly { readonly rack: string | null }[];
  readonly latency: LatencySpec;
  /** Besides the latency, before a broker hears of new metadata. Left out: none. */
  readonly metadataDelay?: LatencySpec;
  readonly broker: BrokerConfig;
  readonly controller: ControllerConfig;
  readonly offsetsTopicReplicationFactor: number;
  /** What `__consumer_offsets` has from its cluster, as any topic without a value of its own. Left out: Kafka's defaults. */
  readonly offsetsTopicConfig?: Partial<TopicConfig>;
  readonly topics: readonly NewTopic[];
  readonly consumers: readonly ConsumerNodeSpec[];
  readonly producers: readonly ProducerNodeSpec[];
  /** Clocks that do not show virtual time, by the name of their node. */
  readonly clocks?: ReadonlyMap<string, ClockSpec>;
}

export interface ConsumerNodeSpec {
  readonly name: string;
  readonly config: ConsumerConfig;
  readonly app: AppSpec;
  readonly subscription: InitialSubscription;
  /**
   * The application is not `app`, but whoever drives the run: it calls by `callConsumer`, and finds what the client
   * tells it in `ConsumerProcess.told`. Left out: the built-in one.
   */
  readonly driven?: true;
  /** Of its own links; null: the cluster's. */
  readonly latency: LatencySpec | null;
}

/** What a consumer calls first when it is started. */
export type InitialSubscription =
  | { readonly kind: 'topics'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'none' };

export interface ProducerNodeSpec {
  readonly name: string;
  readonly config: ProducerConfig;
  readonly load: ProducerLoad | null;
  readonly latency: LatencySpec | null;
}
