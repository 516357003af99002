import type { Envelope } from '../protocol/messages.js';
import type { Ordered } from '../util/heap.js';

/*
 * The order of events. `at` of a queue entry is twice the virtual ms, plus 1 for a message: at one instant timers go
 * first, then messages, each in the order in which they were put in (`seq`). Choice 0 takes the first; others swap
 * messages of different connections, or a timer and a message, that meet at one node. Events of different nodes at one
 * instant are never swapped: neither sees the other, and what they send meets again where it arrives.
 */

/** A node has a timer due. A class, so that immer never drafts it. */
export class Wake {
  constructor(
    readonly at: number,
    readonly seq: number,
    /** The node's number, as in an envelope: both happen there. */
    readonly to: number,
  ) {}
}

export type QueueEntry = Envelope | Wake;

/** The key of a timer due at `ms`. */
export function timerKey(ms: number): number {
  return ms * 2;
}

/** The key of a message that arrives at `ms`. */
export function messageKey(ms: number): number {
  return ms * 2 + 1;
}

/** The virtual ms of a queue entry. */
export function timeOf(entry: Ordered): number {
  return Math.floor(entry.at / 2);
}
