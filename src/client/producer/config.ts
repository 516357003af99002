/** A producer's settings, by Kafka's names in camelCase; times in ms. */
export interface ProducerConfig {
  readonly clientId: string;
  /** −1 is all. */
  readonly acks: -1 | 0 | 1;
  /** Off: a batch that is sent again may be stored twice, and behind its successors. */
  readonly enableIdempotence: boolean;
  readonly retries: number;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly maxInFlightRequestsPerConnection: number;
  readonly deliveryTimeoutMs: number;
  /** How long a record waits for metadata of its topic; in Kafka send() blocks for that. */
  readonly maxBlockMs: number;
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly metadataMaxAgeMs: number;
}

/** Kafka 4.2's defaults (ProducerConfig). */
export const PRODUCER_DEFAULTS: ProducerConfig = {
  clientId: 'producer',
  acks: -1,
  enableIdempotence: true,
  retries: 2_147_483_647,
  batchSize: 16_384,
  lingerMs: 5,
  maxInFlightRequestsPerConnection: 5,
  deliveryTimeoutMs: 120_000,
  maxBlockMs: 60_000,
  requestTimeoutMs: 30_000,
  retryBackoffMs: 100,
  retryBackoffMaxMs: 1_000,
  reconnectBackoffMs: 50,
  reconnectBackoffMaxMs: 1_000,
  metadataMaxAgeMs: 300_000,
};

/** What a producer sends by itself. */
export interface ProducerLoad {
  readonly topic: string;
  /** Record n (from 0) is sent floor(n · perMs / records) after the start; null: all at once. */
  readonly rate: { readonly records: number; readonly perMs: number } | null;
  /** null: until it is stopped. */
  readonly count: number | null;
  /** Used in turn; null is a record without key. */
  readonly keys: readonly (string | null)[];
  /** Used in turn; empty: the record's number, from 0. */
  readonly values: readonly (string | null)[];
  /** null: the partitioner decides. */
  readonly partition: number | null;
  /** Instead of the generated ones: sent one by one, at the rate. */
  readonly listed: readonly RecordToSend[] | null;
}

/** A record before it is sent. */
export interface RecordToSend {
  readonly key: string | null;
  readonly value: string | null;
  /** null: the partitioner decides. */
  readonly partition: number | null;
}
