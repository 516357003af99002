import type { CrashLoss } from '../../broker/disk.js';
import type { SimNode, World } from '../../sim/world.js';
import { unreachable } from '../../util/invariant.js';
import type { ChaosFault } from '../fault-words.js';
import type { FaultAction, FaultTarget, MessageRef } from '../model-faults.js';

/** Whom a fault of chaos can strike. */
export interface ChaosTarget {
  /** The node that is out of order meanwhile. */
  readonly name: string;
  readonly isBroker: boolean;
  readonly ref: FaultTarget;
  /** Of a link or a request: the other end, or which request. */
  readonly other: FaultTarget | null;
  readonly request: MessageRef | null;
}

/** All targets that this kind of fault has now, in the order of the nodes. `brokersMay`: another broker may go. */
export function candidates(world: World, kind: ChaosFault, brokersMay: boolean): ChaosTarget[] {
  const running = world.nodes.filter((n) => n.status === 'running');
  const brokers = running.filter((n) => n.kind === 'broker');
  const consumers = running.filter((n) => n.kind === 'consumer');
  switch (kind) {
    case 'crash-broker':
    case 'freeze-broker':
    case 'isolate-broker':
    case 'shut-down-broker':
      return brokersMay ? brokers.map((n) => of(n)) : [];
    case 'crash-controller':
      return running.filter((n) => n.kind === 'controller').map((n) => of(n));
    case 'crash-consumer':
    case 'freeze-consumer':
    case 'isolate-consumer':
      return consumers.map((n) => of(n));
    case 'move-coordinator':
      return groupsOf(consumers).flatMap((group) =>
        brokers.map((n) => ({ ...of(n), isBroker: false, other: { kind: 'coordinator', group } })),
      );
    case 'cut':
      return brokersMay ? pairs(running, brokers) : pairs(clients(running), brokers);
    case 'slow':
    case 'lossy':
    case 'close-connection':
      return pairs(clients(running), brokers);
    case 'lose-reply':
    case 'delay-reply':
    case 'duplicate-request':
    case 'fail':
      return requests(running);
    default:
      return unreachable(kind, 'chaos');
  }
}

function clients(nodes: readonly SimNode[]): SimNode[] {
  return nodes.filter((n) => n.kind === 'consumer' || n.kind === 'producer');
}

function of(node: SimNode): ChaosTarget {
  const isBroker = node.kind === 'broker';
  return { name: node.name, isBroker, ref: refOf(node), other: null, request: null };
}

function refOf(node: SimNode): FaultTarget {
  if (node.kind === 'broker') return { kind: 'broker', broker: node.number };
  if (node.kind === 'consumer' || node.kind === 'producer')
    return { kind: node.kind, name: node.name };
  return { kind: 'controller' };
}

/** One direction between two different nodes of these. A link between brokers counts as a broker that is out of order. */
function pairs(ends: readonly SimNode[], brokers: readonly SimNode[]): ChaosTarget[] {
  return ends.flatMap((a) =>
    brokers
      .filter((b) => b !== a)
      .flatMap((b) => [
        { ...of(b), isBroker: a.kind === 'broker' || a.kind === 'controller', other: refOf(a) },
        ...(a.kind === 'broker'
          ? []
          : [{ ...of(a), isBroker: a.kind === 'controller', other: refOf(b) }]),
      ]),
  );
}

function groupsOf(consumers: readonly SimNode[]): string[] {
  const names = consumers.map((n) => (n.kind === 'consumer' ? n.spec.config.groupId : null));
  return [...new Set(names.filter((name) => name !== null))];
}

const CONSUMER_APIS = ['OffsetCommit', 'JoinGroup', 'SyncGroup', 'Heartbeat', 'Fetch'] as const;

function requests(running: readonly SimNode[]): ChaosTarget[] {
  return clients(running).flatMap((n) => {
    const apis = n.kind === 'producer' ? (['Produce'] as const) : CONSUMER_APIS;
    return apis.map((api) => ({ ...of(n), request: { api, of: [n.name], to: [] } }));
  });
}

/** The fault as a step would say it. */
export function chaosFault(
  kind: ChaosFault,
  { ref, other, request }: ChaosTarget,
  forMs: number,
  lose: CrashLoss,
): FaultAction {
  const links = { from: other === null ? [] : [other], to: [ref], bothWays: false };
  const targets = [ref];
  switch (kind) {
    case 'crash-broker':
      return { kind: 'crash', targets, lose };
    case 'crash-consumer':
    case 'crash-controller':
      return { kind: 'crash', targets, lose: 'nothing' };
    case 'freeze-broker':
    case 'freeze-consumer':
      return { kind: 'freeze', targets, forMs };
    case 'isolate-broker':
    case 'isolate-consumer':
      return { kind: 'isolate', targets, forMs };
    case 'shut-down-broker':
      return { kind: 'shut-down', targets };
    case 'move-coordinator':
      return {
        kind: 'move-coordinator',
        group: other?.kind === 'coordinator' ? other.group : '',
        broker: ref.kind === 'broker' ? ref.broker : 1,
      };
    case 'cut':
      return { kind: 'cut', links, forMs };
    case 'slow': {
      const by = { minMs: 10, maxMs: 500 };
      return { kind: 'slow', links, by, tail: { percent: 5, ms: 2_000 }, forMs };
    }
    case 'lossy':
      return { kind: 'lossy', links, percent: 20, forMs };
    case 'close-connection':
      return { kind: 'close-connection', between: [other ?? ref, ref] };
    default:
      return messageFault(kind, request, forMs);
  }
}

type MessageKind = 'lose-reply' | 'delay-reply' | 'duplicate-request' | 'fail';

function messageFault(kind: MessageKind, request: MessageRef | null, forMs: number): FaultAction {
  const messages: MessageRef = request ?? { api: 'OffsetCommit', of: [], to: [] };
  return {
    kind,
    messages,
    nth: 1,
    times: 1,
    byMs: kind === 'delay-reply' ? forMs : 0,
    error: kind === 'fail' ? errorFor(messages.api) : null,
    quietly: false,
  };
}

/** An error that a broker has for each of its requests now and then. */
function errorFor(api: MessageRef['api']) {
  return api === 'Produce' || api === 'Fetch' ? 'NOT_LEADER_OR_FOLLOWER' : 'NOT_COORDINATOR';
}
