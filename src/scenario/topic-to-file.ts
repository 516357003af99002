import type { ConfigTable, Given } from './configs/spec.js';
import { TOPIC_CONFIGS, topicPresets } from './configs/topic.js';
import type { ClusterSpec, TopicSpec } from './model.js';
import type { TopicFile } from './parse/scope.js';

/** A topic as a file would say it: also what a create-topic step says. */
export function topicToFile(topic: TopicSpec, cluster: ClusterSpec): TopicFile {
  const { numPartitions, defaultReplicationFactor } = cluster.configs;
  const given: NonNullable<TopicFile> = {};
  if (topic.partitions !== numPartitions) given.partitions = topic.partitions;
  if (topic.replicationFactor !== defaultReplicationFactor) {
    given['replication.factor'] = topic.replicationFactor;
  }
  return {
    ...given,
    ...configsToFile(TOPIC_CONFIGS, topic.configs, topicPresets(cluster.configs)),
  };
}

/** What differs from the defaults, by Kafka's names. */
export function configsToFile<C>(
  table: ConfigTable<C>,
  configs: C,
  presets: Partial<C> = {},
): Record<string, Given> {
  const given: Record<string, Given> = {};
  // Object.keys forgets the type; a table has the fields of its configs and no others.
  for (const field of Object.keys(table) as (keyof C)[]) {
    const { name, default: preset, write } = table[field];
    const usual = write(presets[field] ?? preset);
    const value = write(configs[field]);
    if (JSON.stringify(value) !== JSON.stringify(usual)) given[name] = value;
  }
  return given;
}
