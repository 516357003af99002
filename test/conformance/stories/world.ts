import { APP_DEFAULTS } from '../../../src/app/spec.js';
import { BROKER_DEFAULTS } from '../../../src/broker/state.js';
import { CONSUMER_DEFAULTS, type ConsumerConfig } from '../../../src/client/consumer/config.js';
import { PRODUCER_DEFAULTS } from '../../../src/client/producer/config.js';
import { CONTROLLER_DEFAULTS } from '../../../src/controller/state.js';
import { readCoordinatorConfig } from '../../../src/coordinator/config.js';
import { CONSUMER_CONFIGS } from '../../../src/scenario/configs/consumer.js';
import type { AnyConfigSpec } from '../../../src/scenario/configs/spec.js';
import { isKnownToKafka } from '../../../src/scenario/configs/tables.js';
import { Refusal } from '../../../src/scenario/units.js';
import type { ConsumerNodeSpec, WorldSpec } from '../../../src/sim/spec.js';
import { type Json, MalformedStory, type Step, type Story } from './story.js';

/** The producer of `produce` steps. */
export const PRODUCER = 'producer';

/** Loopback: one virtual millisecond, so that a client that asks again at once lets time pass. */
const LATENCY = { minMs: 1, maxMs: 1 };

/** The node of the nth consumer that a story starts under this name: each start is a new process. */
export function nodeName(consumer: string, start: number): string {
  return start === 1 ? consumer : `${consumer}/${start}`;
}

/** The world that a story begins in: all its consumers are known, none is started. */
export function storyWorld(story: Story): WorldSpec {
  const problem = (name: string, what: string): never => {
    throw new MalformedStory(`${story.file}: cluster.configs: ${name} ${what}`);
  };
  const coordinator = readCoordinatorConfig(Object.entries(story.clusterConfigs), problem);
  const ms = (name: string, preset: number): number => {
    const given = Number(story.clusterConfigs[name] ?? preset);
    return Number.isSafeInteger(given) ? given : problem(name, 'must be a whole number');
  };
  return {
    brokers: Array.from({ length: story.brokers }, () => ({ rack: null })),
    latency: LATENCY,
    broker: { ...BROKER_DEFAULTS, coordinator },
    controller: {
      ...CONTROLLER_DEFAULTS,
      brokerSessionTimeoutMs: ms('broker.session.timeout.ms', 9_000),
      brokerHeartbeatIntervalMs: ms('broker.heartbeat.interval.ms', 2_000),
    },
    offsetsTopicReplicationFactor: Math.min(
      ms('offsets.topic.replication.factor', 3),
      story.brokers,
    ),
    topics: [],
    consumers: consumers(story),
    producers: [
      {
        name: PRODUCER,
        config: { ...PRODUCER_DEFAULTS, clientId: PRODUCER, lingerMs: 0 },
        load: null,
        latency: null,
      },
    ],
  };
}

function consumers(story: Story): ConsumerNodeSpec[] {
  const starts = new Map<string, number>();
  return story.steps
    .filter((step) => step.do === 'start-consumer')
    .map((step) => {
      const consumer = String(step.fields.consumer);
      const start = (starts.get(consumer) ?? 0) + 1;
      starts.set(consumer, start);
      return {
        name: nodeName(consumer, start),
        config: consumerConfig(step, consumer),
        app: APP_DEFAULTS,
        driven: true,
        subscription: { kind: 'none' },
        latency: null,
      };
    });
}

/** By Kafka's name: what the model knows of a consumer's settings. */
const SPECS = new Map<string, [keyof typeof CONSUMER_CONFIGS, AnyConfigSpec]>(
  Object.entries(CONSUMER_CONFIGS).map(([field, spec]) => [
    spec.name,
    [field as keyof typeof CONSUMER_CONFIGS, spec], // Object.entries loses the keys' type
  ]),
);

function consumerConfig(step: Step, clientId: string): ConsumerConfig {
  const config: Record<string, unknown> = { ...CONSUMER_DEFAULTS, clientId };
  for (const [name, given] of Object.entries(step.fields.configs as { [k: string]: Json })) {
    const text = String(given);
    const entry = SPECS.get(name);
    if (entry !== undefined) config[entry[0]] = readConfig(step, entry[0], text);
    else if (name === 'group.id') config.groupId = text;
    else if (name === 'group.instance.id') config.groupInstanceId = text;
    else if (name === 'client.rack') config.clientRack = text;
    else if (!isHarmless(name, text)) {
      throw new MalformedStory(`${step.where}: ${name}=${text} is not modelled`);
    }
  }
  return config as unknown as ConsumerConfig; // CONSUMER_CONFIGS has one reader for each of its fields
}

function isHarmless(name: string, text: string): boolean {
  if (name === 'group.protocol') return text === 'classic';
  if (name === 'isolation.level') return text === 'read_uncommitted';
  return isKnownToKafka('consumer', name);
}

function readConfig(step: Step, field: keyof typeof CONSUMER_CONFIGS, text: string): unknown {
  const spec = CONSUMER_CONFIGS[field];
  const value = spec.read(givenFor(spec.shape.kind, text));
  const bad = value instanceof Refusal || (typeof value === 'number' && !Number.isFinite(value));
  if (bad) throw new MalformedStory(`${step.where}: ${spec.name}=${text} is no value of it`);
  return value;
}

/** Settings stand in a story as text. */
function givenFor(kind: string, text: string): string | number | boolean | string[] {
  if (kind === 'boolean') return text === 'true';
  if (kind === 'duration') return Number(text);
  return kind === 'list of' ? text.split(',').map((one) => one.trim()) : text;
}
