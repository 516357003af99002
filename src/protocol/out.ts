import type { Fact } from './facts.js';
import type { ApiName, Apis, Envelope } from './messages.js';

/**
 * Where a node puts what must leave it: the only way a step has an effect outside its own state. Implemented by the
 * drivers; nothing of it is kept in a state.
 */
export interface Out {
  /** Sends a request; the answer, or a disconnect, comes back with the same correlation id. */
  request<A extends ApiName>(
    to: number,
    api: A,
    version: number,
    correlationId: number,
    body: Apis[A][0],
  ): void;
  /** Answers a request. */
  respond<A extends ApiName>(request: Envelope, body: Apis[A][1]): void;
  /** Closes the connection that this request came over, instead of an answer. */
  close(request: Envelope): void;
  /** The sender gives its connection to `to` up: what it sends from now on goes over a new one, behind nothing old. */
  hangUp(to: number): void;
  /** True if nobody listens at `to`: a connection is refused. */
  refuses(to: number): boolean;
  /** A fact for the trace. */
  note(fact: Fact): void;
  /**
   * One of `n` outcomes, 0…n−1, where 0 is the dullest. `label` names the choice for replay: it says what is chosen
   * and by whom, never when.
   */
  choose(label: string, n: number): number;
  /** A new member id, `<prefix>-<n>`. Kafka appends a random UUID; a counter reads better and never repeats either. */
  newMemberId(prefix: string): string;
}
