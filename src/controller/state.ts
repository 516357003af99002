import { ClusterImage } from '../protocol/cluster-image.js';
import { isArmed, makeTimers, type TimerTable } from '../util/timers.js';
import { ControllerRules } from './rules.js';

/** What the controller knows of a broker. */
export interface BrokerRegistration {
  readonly nodeId: number;
  readonly rack: string | null;
  /** A fenced broker leads nothing and is in no ISR. */
  fenced: boolean;
  /** It asked to shut down: it may lead nothing, and enter no ISR (KIP-841). */
  shuttingDown: boolean;
  /** Its heartbeats come every broker.heartbeat.interval.ms from here on. */
  heartbeatsSince: number;
  /** Its heartbeats do not arrive. */
  silent: boolean;
  /** The process that registered; another one has to register anew. */
  incarnation: number;
  /** Another process asks to register while the session of this one is not over; since when. */
  refused: { readonly process: RegisteringBroker; readonly since: number } | null;
}

/** A process of a broker, as it registers. */
export interface RegisteringBroker {
  readonly incarnation: number;
  /** The process before it ended by a controlled shutdown. */
  readonly cleanShutdown: boolean;
}

export type ControllerTimer =
  | { readonly kind: 'broker session'; readonly nodeId: number }
  /** A broker that was refused registers again. */
  | { readonly kind: 'registration'; readonly nodeId: number }
  /** auto.leader.rebalance.enable: the next look at the preferred leaders. */
  | { readonly kind: 'leader balance' };

/** The controller's settings, by Kafka's names in camelCase; times in ms. */
export interface ControllerConfig {
  readonly brokerSessionTimeoutMs: number;
  readonly brokerHeartbeatIntervalMs: number;
  readonly autoLeaderRebalanceEnable: boolean;
  readonly leaderImbalanceCheckIntervalMs: number;
  /** Percent of a broker's preferred leaderships that may be elsewhere. */
  readonly leaderImbalancePerBrokerPercentage: number;
  /** The feature eligible.leader.replicas.version (KIP-966): on in clusters made by 4.1 or later. */
  readonly eligibleLeaderReplicas: boolean;
}

/** The controller. Its durable state is the image and what is registered; a change makes a new image and tells the brokers. */
export interface ControllerState {
  readonly config: ControllerConfig;
  readonly rules: ControllerRules;
  readonly brokers: Map<number, BrokerRegistration>;
  image: ClusterImage;
  readonly timers: TimerTable<ControllerTimer>;
  /** Topics created so far: topic ids count, and never come again. */
  topicsCreated: number;
}

/** Kafka's defaults. */
export const CONTROLLER_DEFAULTS: ControllerConfig = {
  brokerSessionTimeoutMs: 9_000,
  brokerHeartbeatIntervalMs: 2_000,
  autoLeaderRebalanceEnable: true,
  leaderImbalanceCheckIntervalMs: 300_000,
  leaderImbalancePerBrokerPercentage: 10,
  eligibleLeaderReplicas: true,
};

export function makeController(
  brokers: readonly { readonly nodeId: number; readonly rack: string | null }[],
  config: ControllerConfig = CONTROLLER_DEFAULTS,
  rules: ControllerRules = new ControllerRules(),
): ControllerState {
  const fresh = {
    fenced: false,
    shuttingDown: false,
    heartbeatsSince: 0,
    silent: false,
    incarnation: 0,
    refused: null,
  };
  return {
    config,
    rules,
    brokers: new Map(brokers.map((b) => [b.nodeId, { ...b, ...fresh }])),
    image: new ClusterImage(0, new Map(), new Map(), brokers),
    timers: makeTimers(),
    topicsCreated: 0,
  };
}

/** It may lead, and be in sync. */
export function isActive(controller: ControllerState, nodeId: number): boolean {
  const broker = controller.brokers.get(nodeId);
  return broker !== undefined && !broker.fenced && !broker.shuttingDown;
}

/** Nothing is due but, perhaps, a look at preferred leaders that finds nothing to mend in time. */
export function controllerIsIdle({ timers, brokers }: ControllerState): boolean {
  return [...brokers.keys()].every(
    (nodeId) => !isArmed(timers, `session/${nodeId}`) && !isArmed(timers, `register/${nodeId}`),
  );
}
