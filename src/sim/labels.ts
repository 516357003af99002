import type { ApiName } from '../protocol/messages.js';
import type { World } from './world.js';

/**
 * The labels of the choices that nearly every event makes, built once: a choice is looked up by its label, and a text
 * that was hashed before is found faster than one that was just put together.
 */
export class Labels {
  private readonly names: readonly string[];
  private readonly latencies: string[] = [];
  private readonly timers: string[] = [];
  private readonly messages = new Map<ApiName, string[]>();

  constructor({ nodes }: World) {
    this.names = nodes.map((n) => n.name);
  }

  /** What a message takes from one node to the other. */
  latency(from: number, to: number): string {
    const link = from * this.names.length + to;
    this.latencies[link] ??= `latency ${this.name(from)}>${this.name(to)}`;
    return this.latencies[link];
  }

  /** What happens first, a node's timer or a message that meets it there. */
  tieBeforeTimer(node: number): string {
    this.timers[node] ??= `tie before timer of ${this.name(node)}`;
    return this.timers[node];
  }

  /** What happens first, this message or something else at its node. */
  tieBeforeMessage(api: ApiName, from: number, to: number): string {
    let labels = this.messages.get(api);
    if (labels === undefined) {
      labels = [];
      this.messages.set(api, labels);
    }
    const link = from * this.names.length + to;
    labels[link] ??= `tie before ${api} ${this.name(from)}>${this.name(to)}`;
    return labels[link];
  }

  private name(node: number): string {
    return this.names[node] ?? '?';
  }
}
