import { ClusterImage } from '../protocol/cluster-image.js';
import { makeTimers, type TimerTable } from '../util/timers.js';

/** What the controller knows of a broker. */
export interface BrokerRegistration {
  readonly nodeId: number;
  readonly rack: string | null;
  /** A fenced broker leads nothing and is in no ISR. */
  fenced: boolean;
  /** Its heartbeats come every broker.heartbeat.interval.ms from here on. */
  heartbeatsSince: number;
}

export type ControllerTimer = { readonly kind: 'broker session'; readonly nodeId: number };

/** The controller: it never fails. Its state is the image; a change makes a new one and tells the brokers. */
export interface ControllerState {
  readonly brokers: Map<number, BrokerRegistration>;
  image: ClusterImage;
  readonly timers: TimerTable<ControllerTimer>;
  /** Topics created so far: topic ids count, and never come again. */
  topicsCreated: number;
  readonly brokerSessionTimeoutMs: number;
  readonly brokerHeartbeatIntervalMs: number;
}

/** Kafka's defaults: broker.session.timeout.ms and broker.heartbeat.interval.ms. */
export const CONTROLLER_DEFAULTS = {
  brokerSessionTimeoutMs: 9_000,
  brokerHeartbeatIntervalMs: 2_000,
};

export function makeController(
  brokers: readonly { readonly nodeId: number; readonly rack: string | null }[],
  config: typeof CONTROLLER_DEFAULTS = CONTROLLER_DEFAULTS,
): ControllerState {
  return {
    brokers: new Map(brokers.map((b) => [b.nodeId, { ...b, fenced: false, heartbeatsSince: 0 }])),
    image: new ClusterImage(0, new Map(), new Map(), brokers),
    timers: makeTimers(),
    topicsCreated: 0,
    ...config,
  };
}
