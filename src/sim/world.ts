import type { AppState } from '../app/state.js';
import { makeStore, type StoreState } from '../app/store.js';
import { type BrokerState, makeBroker } from '../broker/state.js';
import { type AdminState, makeAdmin } from '../client/admin/admin.js';
import type { AppEvent } from '../client/consumer/calls.js';
import type { ConsumerState } from '../client/consumer/state.js';
import type { ProducerState } from '../client/producer/state.js';
import { type ControllerState, makeController } from '../controller/state.js';
import { createTopic } from '../controller/topics.js';
import { DEFAULT_TOPIC_CONFIG } from '../protocol/cluster-image.js';
import { OFFSETS_TOPIC } from '../protocol/internal-topics.js';
import type { Envelope } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { value } from '../util/value.js';
import { makeClock, type NodeClock } from './clock.js';
import { makeNetwork, type NetworkState } from './network-state.js';
import type { Wake } from './queue.js';
import { KAFKA_RULES, type WorldRules } from './rules.js';
import type { ConsumerNodeSpec, LatencySpec, ProducerNodeSpec, WorldSpec } from './spec.js';

export type NodeStatus =
  /** Its process has not been started yet. */
  | 'not started'
  | 'running'
  /** Stop-the-world: nothing runs, messages wait in its socket. */
  | 'frozen'
  | 'crashed'
  /** It ended by itself: closed. */
  | 'ended';

/** Of `wakeAt`. A whole number like all times, so that the engine keeps them unboxed. */
export const NEVER = -1;

/** All kinds of nodes have all of these fields, in one order: the engine then knows one shape of node. */
interface NodeBase {
  readonly name: string;
  /** Its index in `World.nodes`, and its address in messages. */
  readonly number: number;
  status: NodeStatus;
  /** `client.id`, or the name of a broker. */
  readonly clientId: string;
  /** Counts the processes of this node: messages to an earlier one find nobody. */
  incarnation: number;
  /** When the queue wakes it next: virtual ms, or NEVER. */
  wakeAt: number;
  /** What waits in the socket of a frozen process. */
  inbox: Envelope[];
  readonly latency: LatencySpec;
  /** Its own clock, which gives the `now` of its steps; null: it shows virtual time. */
  clock: NodeClock | null;
}

/** A node that is always there: its state is no process's. */
interface StandingNode extends NodeBase {
  readonly spec: null;
  readonly process: null;
  readonly failed: null;
}

export interface ControllerNode extends StandingNode {
  readonly kind: 'controller';
  readonly state: ControllerState;
}

export interface BrokerNode extends StandingNode {
  readonly kind: 'broker';
  readonly state: BrokerState;
}

/** A consumer's process: the client and the application around it. */
export interface ConsumerProcess {
  readonly consumer: ConsumerState;
  readonly app: AppState;
  /** What the client told an application that is driven from outside, until that takes it; null: `app` is told. */
  readonly told: AppEvent[] | null;
}

export interface ConsumerNode extends NodeBase {
  readonly kind: 'consumer';
  readonly state: null;
  readonly spec: ConsumerNodeSpec;
  /** null before the first start. After a crash or close the last one is kept to look at; it does nothing. */
  process: ConsumerProcess | null;
  /** Failures of `how: throw` that have happened: they outlive the process. */
  readonly failed: Set<string>;
}

export interface ProducerNode extends NodeBase {
  readonly kind: 'producer';
  readonly state: null;
  readonly spec: ProducerNodeSpec;
  process: ProducerState | null;
  readonly failed: null;
}

/** Whoever runs Kafka's command line tools. */
export interface OperatorNode extends StandingNode {
  readonly kind: 'operator';
  readonly state: AdminState;
}

export type SimNode = ControllerNode | BrokerNode | ConsumerNode | ProducerNode | OperatorNode;

export const OPERATOR = 'operator';

/** Everything there is at one moment. Plain data: it can be frozen, printed, compared and gone on from. */
export interface World {
  /** Virtual ms. */
  now: number;
  readonly rules: WorldRules;
  /** Events so far. */
  events: number;
  /** Breaks ties in the queue. */
  nextSeq: number;
  /** A binary heap of what is to come: messages in flight, and when to wake whom. */
  queue: (Envelope | Wake)[];
  /** How many brokers there are: nodes 1…brokers. */
  readonly brokers: number;
  readonly nodes: SimNode[];
  readonly numbers: Map<string, number>;
  readonly metadataDelay: LatencySpec;
  /** Member ids handed out, per prefix. */
  readonly memberIds: Map<string, number>;
  readonly network: NetworkState;
  /** The outside stores of applications, by group: no process takes them along when it dies. */
  readonly stores: Map<string, StoreState>;
  /** The last delivery on each connection whose latency varies, or that a fault delayed: see `connections`. */
  readonly lastDelivery: Map<number, number>;
}

/** The world at time 0: the cluster is up and its topics exist, no client has been started. */
export function makeWorld(spec: WorldSpec): World {
  const nodes: SimNode[] = [];
  const rules = spec.rules ?? KAFKA_RULES;
  const controller = makeController(
    spec.brokers.map((b, i) => ({ nodeId: i + 1, rack: b.rack })),
    spec.controller,
    rules.controller,
  );
  createInitialTopics(controller, spec);
  const add = (
    name: string,
    latency: LatencySpec | null,
    kind: SimNode['kind'],
    state: SimNode['state'],
    client: ConsumerNodeSpec | ProducerNodeSpec | null = null,
  ) => {
    const number = nodes.length;
    const clock = makeClock(spec.clocks?.get(name));
    nodes.push(makeNode(name, number, latency ?? spec.latency, kind, state, client, clock));
  };
  add('controller', null, 'controller', controller);
  spec.brokers.forEach((_, i) => {
    const state = makeBroker(i + 1, spec.broker, rules.broker);
    state.image = controller.image;
    add(`broker-${i + 1}`, null, 'broker', state);
  });
  for (const c of spec.consumers) add(c.name, c.latency, 'consumer', null, c);
  for (const p of spec.producers) add(p.name, p.latency, 'producer', null, p);
  add(OPERATOR, null, 'operator', makeAdmin());
  for (const node of nodes) startClock(node);
  return {
    now: 0,
    rules,
    events: 0,
    nextSeq: 1,
    queue: [],
    brokers: spec.brokers.length,
    nodes,
    numbers: new Map(nodes.map((n) => [n.name, n.number])),
    metadataDelay: value(spec.metadataDelay ?? { minMs: 0, maxMs: 0 }),
    memberIds: new Map(),
    network: makeNetwork(),
    stores: storesOf(spec),
    lastDelivery: new Map(),
  };
}

function storesOf(spec: WorldSpec): Map<string, StoreState> {
  const stores = new Map<string, StoreState>();
  for (const { app, config } of spec.consumers) {
    if (app.store !== null && config.groupId !== null && !stores.has(config.groupId)) {
      stores.set(config.groupId, makeStore(app.store));
    }
  }
  return stores;
}

/** What a node has from time 0 on is as old as its own clock says. */
function startClock({ kind, state, clock }: SimNode): void {
  if (clock === null) return;
  if (kind === 'controller') {
    for (const broker of state.brokers.values()) broker.heartbeatsSince = clock.reading;
  } else if (kind === 'broker') {
    state.volatile.coordinatorSince = clock.reading;
    state.volatile.imageSince = clock.reading;
  }
}

function makeNode(
  name: string,
  number: number,
  latency: LatencySpec,
  kind: SimNode['kind'],
  state: SimNode['state'],
  client: ConsumerNodeSpec | ProducerNodeSpec | null,
  clock: NodeClock | null,
): SimNode {
  return {
    kind,
    number,
    status: client === null ? 'running' : 'not started',
    incarnation: 0,
    wakeAt: NEVER,
    process: null,
    state,
    name,
    clientId: client?.config.clientId ?? name,
    latency,
    clock,
    inbox: [],
    spec: client === null ? null : value(client),
    failed: kind === 'consumer' ? new Set() : null,
  } as SimNode; // makeWorld passes the state or the spec that belongs to the kind
}

/** Topics that exist before anything happens: nobody has to be told. */
function createInitialTopics(controller: ControllerState, spec: WorldSpec): void {
  createTopic(
    controller,
    {
      name: OFFSETS_TOPIC,
      partitions: spec.broker.coordinator.offsetsTopicNumPartitions,
      replicationFactor: spec.offsetsTopicReplicationFactor,
      config: {
        ...DEFAULT_TOPIC_CONFIG,
        ...spec.offsetsTopicConfig,
        // GroupCoordinatorService.groupMetadataTopicConfigs: the rest is the broker's.
        cleanupPolicy: 'compact',
        segmentBytes: spec.broker.offsetsTopicSegmentBytes,
      },
    },
    NOBODY,
  );
  for (const topic of spec.topics) createTopic(controller, topic, NOBODY);
}

/** Nothing leaves: used while the world is being made. */
const NOBODY: Out = {
  request: () => undefined,
  respond: () => undefined,
  close: () => undefined,
  note: () => undefined,
  choose: () => 0,
  hangUp: () => undefined,
  refuses: () => false,
  newMemberId: (prefix) => prefix,
};

/** The node of that name, undefined if there is none. */
export function nodeNamed(world: World, name: string): SimNode | undefined {
  const number = world.numbers.get(name);
  return number === undefined ? undefined : world.nodes[number];
}

export function consumerNamed(world: World, name: string): ConsumerNode | undefined {
  const node = nodeNamed(world, name);
  return node?.kind === 'consumer' ? node : undefined;
}

export function producerNamed(world: World, name: string): ProducerNode | undefined {
  const node = nodeNamed(world, name);
  return node?.kind === 'producer' ? node : undefined;
}

/** The broker with this id. */
export function brokerNode(world: World, nodeId: number): BrokerNode | undefined {
  const node = world.nodes[nodeId];
  return node?.kind === 'broker' ? node : undefined;
}

export function operatorNode(world: World): OperatorNode {
  return world.nodes[world.nodes.length - 1] as OperatorNode; // makeWorld puts it last
}

export function controllerNode(world: World): ControllerNode {
  return world.nodes[0] as ControllerNode; // makeWorld puts it there
}
