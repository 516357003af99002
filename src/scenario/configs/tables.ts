import { BROKER_CONFIGS, FIXED_BROKER_CONFIGS, UNMODELLED_BROKER_CONFIGS } from './broker.js';
import {
  CONSUMER_CONFIGS,
  FIXED_CONSUMER_CONFIGS,
  UNMODELLED_CONSUMER_CONFIGS,
} from './consumer.js';
import {
  FIXED_PRODUCER_CONFIGS,
  PRODUCER_CONFIGS,
  UNMODELLED_PRODUCER_CONFIGS,
} from './producer.js';
import type { AnyConfigSpec, FixedConfig, KafkaName } from './spec.js';
import { TOPIC_CONFIGS, UNMODELLED_TOPIC_CONFIGS } from './topic.js';
import type { BrokerConfigs, ConsumerConfigs, ProducerConfigs, TopicConfigs } from './values.js';

/** The names that a file may use, as types. */
export interface ConfigKeys {
  consumer: KafkaName<keyof ConsumerConfigs> | (typeof FIXED_CONSUMER_CONFIGS)[number]['name'];
  producer: KafkaName<keyof ProducerConfigs> | (typeof FIXED_PRODUCER_CONFIGS)[number]['name'];
  topic: KafkaName<keyof TopicConfigs>;
  broker: KafkaName<keyof BrokerConfigs> | (typeof FIXED_BROKER_CONFIGS)[number]['name'];
}

export type ConfigOwner = 'consumer' | 'producer' | 'topic' | 'broker';

/** All that is known of one kind of config, by Kafka's names. */
export interface ConfigNames {
  readonly modelled: readonly AnyConfigSpec[];
  readonly fixed: readonly FixedConfig[];
  readonly unmodelled: readonly string[];
}

export const CONFIG_NAMES: Readonly<Record<ConfigOwner, ConfigNames>> = {
  consumer: {
    modelled: Object.values(CONSUMER_CONFIGS),
    fixed: FIXED_CONSUMER_CONFIGS,
    unmodelled: UNMODELLED_CONSUMER_CONFIGS,
  },
  producer: {
    modelled: Object.values(PRODUCER_CONFIGS),
    fixed: FIXED_PRODUCER_CONFIGS,
    unmodelled: UNMODELLED_PRODUCER_CONFIGS,
  },
  topic: {
    modelled: Object.values(TOPIC_CONFIGS),
    fixed: [],
    unmodelled: UNMODELLED_TOPIC_CONFIGS,
  },
  broker: {
    modelled: Object.values(BROKER_CONFIGS),
    fixed: FIXED_BROKER_CONFIGS,
    unmodelled: UNMODELLED_BROKER_CONFIGS,
  },
};

/** True if Kafka has a config of this name for this owner, and cohort does not model it. */
export function isKnownToKafka(owner: ConfigOwner, name: string): boolean {
  return CONFIG_NAMES[owner].unmodelled.some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known,
  );
}
