import type { Fact } from '../../protocol/facts.js';
import type { ApiName, Apis } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { armTimer, isArmed } from '../../util/few-timers.js';
import { retryBackoff } from '../backoff.js';
import { send } from '../network.js';
import type { AppEvent, ConsumerException } from './calls.js';
import type { ConsumerState } from './state.js';

/** What one step of a consumer works with: its state, the time, and where things go. Made for the step, never kept. */
export class ConsumerContext {
  constructor(
    readonly s: ConsumerState,
    readonly now: number,
    readonly out: Out,
    /** For the application, in order. */
    readonly events: AppEvent[],
  ) {}

  /** The group's id, '' without one. */
  get group(): string {
    return this.s.config.groupId ?? '';
  }

  note(fact: Fact): void {
    this.out.note(fact);
  }

  /** Sends a request; returns its correlation id. The JoinGroup waits longer than `request.timeout.ms`. */
  request<A extends ApiName>(
    node: number,
    api: A,
    version: number,
    body: Apis[A][0],
    tag = 0,
    timeoutMs: number = this.s.config.requestTimeoutMs,
  ): number {
    const { s } = this;
    const id = send(s.connections, this.now, this.out, node, api, version, timeoutMs, body, tag);
    if (!isArmed(s.timers, 'request timeout')) {
      armTimer(s.timers, 'request timeout', this.now + timeoutMs, { kind: 'request timeout' });
    }
    return id;
  }

  /** How long to wait before attempt `attempt` is repeated. */
  backoff(attempt: number): number {
    return retryBackoff(this.s.config, attempt, this.s.config.clientId, this.out);
  }

  /** All that it owns, in order of assignment. */
  owned(): TopicPartition[] {
    return [...this.s.partitions.values()].map((p) => p.tp);
  }
}

/** A Java exception for the application. */
export function exception(
  name: string,
  message: string,
  cause: string | null = null,
): ConsumerException {
  return { name, message, cause };
}
