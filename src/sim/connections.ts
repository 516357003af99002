import type { Envelope } from '../protocol/messages.js';
import type { World } from './world.js';

/*
 * The order of messages within a connection, which TCP keeps. A direction of a connection is known by a number, so that
 * nothing is put together as text for a message.
 */

/** What counts as one connection. */
export type Lane =
  /** Everything between two nodes: jitter does not let their messages overtake each other. */
  | 0
  /** Requests to a coordinator have a connection of their own: a consumer's fetches do not wait behind them. */
  | 1
  /** All other requests. */
  | 2;

export const WHOLE_LINK = 0;
const COORDINATOR = 1;
const DATA = 2;
const LANES = 3;

const COORDINATOR_APIS: ReadonlySet<Envelope['api']> = new Set([
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
]);

/** The connection that a message travels on. */
export function laneOf({ api }: Envelope): Lane {
  return COORDINATOR_APIS.has(api) ? COORDINATOR : DATA;
}

/** True if two messages travel in one direction of one connection. */
export function sameConnection(a: Envelope, b: Envelope): boolean {
  return a.from === b.from && a.to === b.to && laneOf(a) === laneOf(b);
}

/** When a message arrives that would by itself at `at` (virtual ms): not before what went ahead of it. */
export function inOrder(world: World, lane: Lane, from: number, to: number, at: number): number {
  const key = keyOf(world, lane, from, to);
  const arrival = Math.max(at, world.lastDelivery.get(key) ?? 0);
  world.lastDelivery.set(key, arrival);
  return arrival;
}

/** The connections between two nodes are given up: new ones have an order of their own. */
export function forgetOrder(world: World, a: number, b: number): void {
  for (const lane of [COORDINATOR, DATA] as const) {
    world.lastDelivery.delete(keyOf(world, lane, a, b));
    world.lastDelivery.delete(keyOf(world, lane, b, a));
  }
}

function keyOf({ nodes }: World, lane: Lane, from: number, to: number): number {
  return (from * nodes.length + to) * LANES + lane;
}
