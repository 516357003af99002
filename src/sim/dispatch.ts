import type { Fact, NetworkFact } from '../protocol/facts.js';
import { type ApiName, type Apis, Envelope } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { heapPush } from '../util/heap.js';
import type { Choices } from './choices.js';
import { inOrder, WHOLE_LINK } from './connections.js';
import { Labels } from './labels.js';
import { answerInstead, forgetConnection, travel } from './network.js';
import type { Programs } from './programs.js';
import { messageKey } from './queue.js';
import { Ties } from './ties.js';
import type { Trace } from './trace.js';
import type { SimNode, World } from './world.js';

/**
 * Takes what leaves a node during its step: messages go into the queue of the world, facts into the trace. One a
 * driver; `world` and `node` are set before each step.
 */
export class Dispatch implements Out {
  world: World;
  node: SimNode;
  readonly ties: Ties;
  private readonly labels: Labels;

  constructor(
    world: World,
    readonly choices: Choices,
    readonly trace: Trace,
    /** Applications of users; null: all are built in. */
    readonly programs: Programs | null = null,
  ) {
    this.world = world;
    this.node = world.nodes[0] as SimNode; // the controller
    this.labels = new Labels(world);
    this.ties = new Ties(choices, this.labels);
  }

  request<A extends ApiName>(
    to: number,
    api: A,
    version: number,
    correlationId: number,
    body: Apis[A][0],
  ): void {
    this.transmit('request', to, api, version, correlationId, body);
  }

  respond<A extends ApiName>(request: Envelope, body: Apis[A][1]): void {
    const { from, api, version, correlationId, fromIncarnation } = request;
    const { network } = this.world;
    const instead = network.calm ? undefined : answerInstead(this.world, request, this);
    const said = instead ?? body;
    this.transmit('response', from, api, version, correlationId, said, fromIncarnation);
  }

  close(request: Envelope): void {
    this.disconnect(request.from);
  }

  hangUp(to: number): void {
    const { network, lastDelivery } = this.world;
    this.disconnect(to);
    if (network.calm && lastDelivery.size === 0) return;
    forgetConnection(this.world, this.node.number, to);
  }

  refuses(to: number): boolean {
    const target = this.world.nodes[to];
    if (target === undefined) return true;
    if (target.status !== 'running' && target.status !== 'frozen') return true;
    return target.kind === 'broker' && target.state.image.version < 0;
  }

  /** Tells the sender of `request` that nobody is there, as a closed connection does. */
  refuse(request: Envelope): void {
    const { from, api, version, correlationId, fromIncarnation } = request;
    this.transmit('disconnect', from, api, version, correlationId, null, fromIncarnation);
  }

  /** The connection between the current node and `to` closes: whatever waits on it fails. */
  disconnect(to: number): void {
    this.transmit('disconnect', to, 'Metadata', 0, 0, null);
  }

  /** As `disconnect`, of a connection between other nodes. */
  disconnectFrom(from: number, to: number): void {
    const { node } = this;
    this.node = this.world.nodes[from] ?? node;
    this.disconnect(to);
    this.node = node;
  }

  private transmit(
    kind: Envelope['kind'],
    to: number,
    api: ApiName,
    version: number,
    correlationId: number,
    body: unknown,
    toIncarnation?: number,
  ): void {
    const { world, node } = this;
    const target = world.nodes[to];
    if (target === undefined) return;
    // A broker that is down follows no metadata: what it missed it learns when it has registered.
    if (api === 'UpdateMetadata' && target.status !== 'running' && target.status !== 'frozen')
      return;
    const at = this.arrival(node, target, api);
    const envelope = new Envelope(
      messageKey(at),
      world.nextSeq++,
      kind,
      node.number,
      to,
      node.incarnation,
      toIncarnation ?? target.incarnation,
      api,
      version,
      correlationId,
      node.clientId,
      body,
    );
    this.trace.sent?.push(envelope);
    if (world.network.calm) heapPush(world.queue, envelope);
    else travel(world, envelope, this);
  }

  /** When a message sent now arrives: the latency is drawn; one connection never reorders. */
  private arrival(from: SimNode, to: SimNode, api: ApiName): number {
    const link = from.number <= this.world.brokers ? to : from; // a client's own latency counts, else the cluster's
    const { minMs, maxMs } = link.latency;
    const { now, metadataDelay } = this.world;
    const delayed = api === 'UpdateMetadata' && metadataDelay.maxMs > 0;
    if (minMs === maxMs && !delayed) return now + minMs;
    const drawn = this.choose(this.labels.latency(from.number, to.number), maxMs - minMs + 1);
    const late = delayed ? this.metadataLateness(to) : 0;
    return inOrder(this.world, WHOLE_LINK, from.number, to.number, now + minMs + drawn + late);
  }

  private metadataLateness(to: SimNode): number {
    const { minMs, maxMs } = this.world.metadataDelay;
    return minMs + this.choose(`metadata ${to.name}`, maxMs - minMs + 1);
  }

  note(fact: Fact): void {
    const { world, trace } = this;
    trace.facts.push({ at: world.now, event: world.events, node: this.node.name, fact });
  }

  /** What the network does is no node's doing. */
  noteNetwork(fact: NetworkFact): void {
    const { world, trace } = this;
    trace.facts.push({ at: world.now, event: world.events, node: 'network', fact });
  }

  choose(label: string, n: number): number {
    return n <= 1 ? 0 : this.choices.choose(label, n);
  }

  newMemberId(prefix: string): string {
    const n = (this.world.memberIds.get(prefix) ?? 0) + 1;
    this.world.memberIds.set(prefix, n);
    return `${prefix}-${n}`;
  }
}
