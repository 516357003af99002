import type { Envelope } from '../protocol/messages.js';
import type { TracedFact } from '../protocol/trace.js';

/** A message that reached its node, or found nobody there. */
export interface TracedMessage {
  readonly at: number;
  readonly event: number;
  readonly envelope: Envelope;
  /** False: the node was down, or not the process it was meant for. */
  readonly delivered: boolean;
}

/** What a run tells: facts, in order, and if wanted every message. Grows outside the world. */
export interface Trace {
  readonly facts: TracedFact[];
  /** When each Heartbeat came to a broker: virtual ms. Without them a timeline could not say what a silence was. */
  readonly heartbeats: number[];
  /** null: messages are not kept. */
  readonly messages: TracedMessage[] | null;
  /** Messages in the order in which they were sent, from the same moment on; null as `messages`. */
  readonly sent: Envelope[] | null;
}

export function makeTrace(keepMessages: boolean): Trace {
  return {
    facts: [],
    heartbeats: [],
    messages: keepMessages ? [] : null,
    sent: keepMessages ? [] : null,
  };
}
