import { APP_DEFAULTS, type AppSpec } from '../src/app/spec.js';
import { BROKER_DEFAULTS, type BrokerConfig } from '../src/broker/state.js';
import { CONSUMER_DEFAULTS, type ConsumerConfig } from '../src/client/consumer/config.js';
import {
  PRODUCER_DEFAULTS,
  type ProducerConfig,
  type ProducerLoad,
} from '../src/client/producer/config.js';
import { CONTROLLER_DEFAULTS } from '../src/controller/state.js';
import { COORDINATOR_DEFAULTS } from '../src/coordinator/config.js';
import type { ClassicGroup } from '../src/coordinator/state.js';
import { DEFAULT_TOPIC_CONFIG, type TopicConfig } from '../src/protocol/cluster-image.js';
import { DULL } from '../src/sim/choices.js';
import { runUntil } from '../src/sim/driver.js';
import { start } from '../src/sim/faults.js';
import { FastDriver } from '../src/sim/run-fast.js';
import type { WorldSpec } from '../src/sim/spec.js';
import { makeTrace } from '../src/sim/trace.js';
import { brokerNode, makeWorld, type World } from '../src/sim/world.js';
import { invariant } from '../src/util/invariant.js';

export const GROUP = 'billing';
export const TOPIC = 'orders';

/** One group of equal consumers on one topic, and one producer. */
export interface GroupSpec {
  /** 1 if left out; every topic has a replica on each. */
  readonly brokers?: number;
  readonly consumers: number;
  readonly partitions: number;
  readonly config?: Partial<ConsumerConfig>;
  readonly app?: Partial<AppSpec>;
  readonly producer?: Partial<ProducerConfig>;
  readonly load?: Partial<ProducerLoad>;
  readonly topic?: Partial<TopicConfig>;
  readonly broker?: Partial<BrokerConfig>;
}

export function groupWorld(spec: GroupSpec): World {
  return makeWorld(worldSpec(spec));
}

function worldSpec(spec: GroupSpec): WorldSpec {
  const { brokers = 1 } = spec;
  const names = Array.from({ length: spec.consumers }, (_, i) => `c${i + 1}`);
  return {
    brokers: Array.from({ length: brokers }, () => ({ rack: null })),
    latency: { minMs: 1, maxMs: 1 },
    broker: { ...BROKER_DEFAULTS, coordinator: COORDINATOR_DEFAULTS, ...spec.broker },
    controller: CONTROLLER_DEFAULTS,
    offsetsTopicReplicationFactor: brokers,
    topics: [
      {
        name: TOPIC,
        partitions: spec.partitions,
        replicationFactor: brokers,
        config: { ...DEFAULT_TOPIC_CONFIG, ...spec.topic },
      },
    ],
    consumers: names.map((name) => ({
      name,
      config: {
        ...CONSUMER_DEFAULTS,
        groupId: GROUP,
        autoOffsetReset: { kind: 'earliest' },
        ...spec.config,
        clientId: name,
      },
      app: { ...APP_DEFAULTS, ...spec.app },
      subscription: { kind: 'topics', topics: [TOPIC] },
      latency: null,
    })),
    producers: [
      {
        name: 'shop',
        config: { ...PRODUCER_DEFAULTS, clientId: 'shop', ...spec.producer },
        load: { ...NO_LOAD, ...spec.load },
        latency: null,
      },
    ],
  };
}

const NO_LOAD: ProducerLoad = {
  topic: TOPIC,
  rate: null,
  count: 0,
  keys: [],
  values: [],
  partition: null,
  listed: null,
};

/** Keys enough that every partition gets its share. */
export function keys(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `key-${i}`);
}

/** What a run keeps: messages and facts, as `cohort run` does; facts alone; nothing. */
export type Tracing = 'messages' | 'facts' | 'nothing';

export function fastDriver(world: World, tracing: Tracing): FastDriver {
  return new FastDriver(world, DULL, makeTrace(tracing === 'messages'));
}

/** Starts every process of these kinds. */
export function startAll(driver: FastDriver, kinds: readonly ('consumer' | 'producer')[]): void {
  driver.apply((world, out) => {
    for (const node of world.nodes) {
      if (kinds.some((kind) => kind === node.kind)) start(world, node, out);
    }
  });
}

/** Starts the consumers and lets them join, until the group is Stable. */
export function joinAll(driver: FastDriver, consumers: number): void {
  startAll(driver, ['consumer']);
  while (!isStable(driver.world, consumers)) runUntil(driver, driver.world.now + 1_000);
}

export function isStable(world: World, members: number): boolean {
  invariant(world.now < 10_000_000, 'the group becomes stable');
  const group = groupOf(world);
  return group?.state === 'Stable' && group.members.size === members;
}

/** The group as its coordinator has it: a look that costs nothing. */
function groupOf(world: World): ClassicGroup | undefined {
  for (const shard of brokerNode(world, 1)?.state.volatile.coordinator.shards.values() ?? []) {
    const group = shard.groups.get(GROUP);
    if (group !== undefined) return group;
  }
  return undefined;
}

/** The sum of all committed offsets. */
export function committedRecords(world: World): number {
  let committed = 0;
  for (const shard of brokerNode(world, 1)?.state.volatile.coordinator.shards.values() ?? []) {
    for (const partitions of shard.durable.offsets.get(GROUP)?.values() ?? []) {
      for (const { value } of partitions.values()) committed += value.offset;
    }
  }
  return committed;
}

/** Runs `ms` of virtual time; the number of events. */
export function runFor(driver: FastDriver, ms: number): number {
  const before = driver.world.events;
  runUntil(driver, driver.world.now + ms);
  return driver.world.events - before;
}

/** The same without a trace worth the name: what was told is forgotten after every 100 ms of virtual time. */
export function runForgetful(driver: FastDriver, ms: number): number {
  let events = 0;
  for (let done = 0; done < ms; done += FORGET_MS) {
    events += runFor(driver, FORGET_MS);
    driver.trace.facts.length = 0;
  }
  return events;
}

const FORGET_MS = 100;
