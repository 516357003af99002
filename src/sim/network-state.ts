import type { ErrorName } from '../protocol/errors.js';
import type { ApiName, Envelope } from '../protocol/messages.js';

/*
 * What is wrong with the network. Connections are TCP: what cannot pass waits and arrives later, in order; what is lost
 * takes its connection with it, unless a fault says `quietly`.
 */

/** What happens to everything that goes from one set of nodes to another. */
export type LinkEffect =
  /** Nothing passes until it is healed; what was sent meanwhile arrives then. */
  | { readonly kind: 'cut' }
  /** Each message takes so much longer, drawn anew; in `tailPercent` of the cases `tailMs` more. */
  | {
      readonly kind: 'slow';
      readonly minMs: number;
      readonly maxMs: number;
      readonly tailPercent: number;
      readonly tailMs: number;
    }
  /** So many of a hundred messages are lost, and the connection with them. */
  | { readonly kind: 'lossy'; readonly percent: number }
  /** So many of a hundred requests arrive twice. */
  | { readonly kind: 'duplicating'; readonly percent: number };

/** A fault of the links from each of `from` to each of `to`: one direction. */
export interface LinkFault {
  readonly id: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly effect: LinkEffect;
}

/** What happens to one message, found by who sends it to whom. */
export type MessageEffect =
  /** Gone; the connection closes, unless `quietly`: then the sender waits for its timeout. */
  | { readonly kind: 'lose'; readonly what: 'request' | 'reply'; readonly quietly: boolean }
  | { readonly kind: 'delay'; readonly what: 'request' | 'reply'; readonly ms: number }
  /** The request arrives twice. */
  | { readonly kind: 'duplicate' }
  /** Answered with this error, without the effect. */
  | { readonly kind: 'fail'; readonly error: ErrorName }
  /** The effect, and then this error as the answer. */
  | { readonly kind: 'reply-with'; readonly error: ErrorName }
  /** Kept until it is released. */
  | { readonly kind: 'hold'; readonly what: 'request' | 'reply' };

/** Whom a message fault concerns; null: everybody. */
export interface MessageFilter {
  readonly clients: readonly number[] | null;
  readonly brokers: readonly number[] | null;
  readonly api: ApiName | null;
}

export interface MessageFault extends MessageFilter {
  readonly id: number;
  readonly effect: MessageEffect;
  /** Messages that still pass before it strikes. */
  skip: number;
  /** How often it still strikes; null: until it is taken away. */
  left: number | null;
}

export interface Strikes {
  /** Messages so far. */
  times: number;
  /** The broker that was asked, or answered, when a message fault last struck; 0: a link fault. */
  broker: number;
}

export interface NetworkState {
  /** True while nothing is wrong, and nothing is kept back or on its way late: then nobody looks. */
  calm: boolean;
  /** When the last of the messages arrives that were sent while somebody looked: virtual ms. */
  lateUntil: number;
  readonly links: LinkFault[];
  readonly messages: MessageFault[];
  /** What waits for a link to heal, or to be released, in order of sending. */
  held: Envelope[];
  /** Of `held`, by seq: what went over connections that were given up since. Nothing waits behind it. */
  readonly gaveUp: Set<number>;
  /** What each fault has struck; faults that are over stay here. */
  readonly struck: Map<number, Strikes>;
  nextId: number;
}

export function makeNetwork(): NetworkState {
  return {
    calm: true,
    lateUntil: 0,
    links: [],
    messages: [],
    held: [],
    gaveUp: new Set(),
    struck: new Map(),
    nextId: 1,
  };
}
