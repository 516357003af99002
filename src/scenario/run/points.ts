import type { Envelope } from '../../protocol/messages.js';
import type { Trace } from '../../sim/trace.js';
import type { PointCondition } from '../model-conditions.js';

/**
 * Watches for a named point of the protocol: the n-th request of one API of one client, at one moment of its life.
 * "before … is sent" and "before … is answered" name the message itself: the runner keeps it back while the step
 * acts, so that a crash there is a crash before it left.
 */
export class PointWatch {
  private readonly start: { sent: number; messages: number; facts: number };
  private sent: number;
  private messages: number;
  private facts: number;
  private count = 0;
  private found = false;
  /** The message that must wait until the step has acted; null if none. */
  held: Envelope | null = null;

  constructor(
    private readonly point: PointCondition,
    private readonly client: number,
    private readonly clientId: string,
    trace: Trace,
  ) {
    const now = {
      sent: trace.sent?.length ?? 0,
      messages: trace.messages?.length ?? 0,
      facts: trace.facts.length,
    };
    this.start = point.since === 'run' ? { sent: 0, messages: 0, facts: 0 } : now;
    this.sent = this.start.sent;
    this.messages = this.start.messages;
    this.facts = this.start.facts;
  }

  /** True once the point has been reached; looks only at what is new. */
  reached(trace: Trace): boolean {
    if (this.found) return true;
    const { edge, moment } = this.point;
    if (moment === 'sent' || (edge === 'before' && moment !== 'answered')) {
      this.scanSent(trace, 'request', edge === 'before' && moment === 'sent');
    } else if (moment === 'received') this.scanDelivered(trace, 'request');
    else if (moment === 'stored') this.scanStored(trace);
    else if (edge === 'before') this.scanSent(trace, 'response', true);
    else this.scanDelivered(trace, 'response');
    return this.found;
  }

  private hit(): boolean {
    this.count += 1;
    this.found = this.count >= this.point.nth;
    return this.found;
  }

  private scanSent(trace: Trace, kind: 'request' | 'response', hold: boolean): void {
    const list = trace.sent ?? [];
    while (!this.found && this.sent < list.length) {
      const e = list[this.sent++] as Envelope; // sent < length
      if (e.kind !== kind || e.api !== this.point.api) continue;
      if ((kind === 'request' ? e.from : e.to) !== this.client) continue;
      if (this.hit() && hold) this.held = e;
    }
  }

  private scanDelivered(trace: Trace, kind: 'request' | 'response'): void {
    const list = trace.messages ?? [];
    while (!this.found && this.messages < list.length) {
      const m = list[this.messages++];
      if (m === undefined || !m.delivered) continue;
      const e = m.envelope;
      if (e.kind !== kind || e.api !== this.point.api) continue;
      if ((kind === 'request' ? e.from : e.to) === this.client) this.hit();
    }
  }

  /** Stored: in `__consumer_offsets` for a commit, in the log for records, received for everything else. */
  private scanStored(trace: Trace): void {
    const { api } = this.point;
    if (api !== 'OffsetCommit' && api !== 'Produce') {
      this.scanDelivered(trace, 'request');
      return;
    }
    const type = api === 'OffsetCommit' ? 'offsets stored' : 'appended';
    while (!this.found && this.facts < trace.facts.length) {
      const fact = trace.facts[this.facts++]?.fact;
      if (fact?.type !== type) continue;
      if ('clientId' in fact && fact.clientId === this.clientId) this.hit();
    }
  }
}
