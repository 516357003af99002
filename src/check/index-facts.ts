import type { RecordRange } from '../protocol/facts.js';
import type { FactOf, TracedFact } from '../protocol/trace.js';
import { GroupTable } from './group-table.js';
import type { Entry, FaultEntry, History, MembershipEntry } from './history.js';
import { isServer } from './network-wording.js';
import { PartitionTable } from './partition-table.js';

/** Indexes the facts of a run, once for all checks: one pass, ranges, no work a record. */
export function indexHistory(facts: readonly TracedFact[]): History {
  const indexer = new Indexer();
  facts.forEach(({ at, event, node, fact }, seq) => {
    // The type and the fact come from one object, so they fit: TypeScript cannot follow that.
    indexer.take({ seq, type: fact.type, at, event, node, fact } as Entry);
  });
  return indexer.history();
}

const OFFSETS_TOPIC = '__consumer_offsets';

class Indexer {
  private readonly partitions = new PartitionTable();
  private readonly groups = new GroupTable(this.partitions);
  private readonly faults = new Map<string, FaultEntry[]>();
  private readonly nodeOfMember = new Map<string, string>();
  private readonly lostCommits: Entry<'truncated'>[] = [];
  private readonly clocks = new Map<string, Entry<'clock set'>[]>();
  private readonly healed = new Map<number, number>();
  /** Faults that stand: what and where -> where in the trace they began. */
  private readonly standing = new Map<string, number>();
  private lastChangeAt = 0;

  history(): History {
    return {
      partitions: this.partitions.list,
      groups: this.groups.groups,
      faults: this.faults,
      healed: this.healed,
      clocks: this.clocks,
      lastChangeAt: this.lastChangeAt,
      lostCommits: this.lostCommits,
    };
  }

  take(entry: Entry): void {
    switch (entry.type) {
      case 'delivered':
      case 'processing':
      case 'processed':
      case 'processing failed':
      case 'effect':
      case 'store written':
        this.groups.records(entry);
        if (entry.type === 'processing failed') this.fault(entry.node, entry);
        return;
      case 'position':
        this.groups.position(entry);
        return;
      case 'subscribed':
        this.groups.subscribed(entry);
        return;
      case 'assigned manually':
        this.groups.assignedManually(entry);
        return;
      case 'commit sent':
        this.nodeOfMember.set(entry.fact.memberId, entry.node);
        this.groups.commitSent(entry);
        return;
      case 'commit succeeded':
      case 'commit failed':
        this.groups.commitAnswered(entry);
        return;
      case 'offsets stored':
        this.groups.stored(entry);
        return;
      case 'offsets refused':
        this.groups.refused(entry);
        return;
      case 'offsets removed':
        this.groups.removed(entry);
        return;
      case 'commit error':
      case 'send failed':
      case 'paused':
      case 'resumed':
      case 'coordinator loading':
      case 'coordinator loaded':
      case 'coordinator unloaded':
      case 'operator':
      case 'cluster tool refused':
        return;
      default:
        this.takeOther(entry);
    }
  }

  private takeOther(entry: Exclude<Entry, HotEntry>): void {
    switch (entry.type) {
      case 'assigned':
      case 'revoked':
      case 'lost':
      case 'unsubscribed':
      case 'group state':
      case 'group assignment':
      case 'member joined':
      case 'member rejoined':
      case 'membership refused':
      case 'member removed':
      case 'static member replaced':
      case 'group deleted':
        this.membership(entry);
        return;
      case 'closing':
      case 'exception':
      case 'max poll interval exceeded':
        this.fault(entry.node, entry);
        return;
      case 'crashed':
      case 'frozen':
        this.fault(entry.node, entry);
        this.standing.set(`${entry.type} ${entry.node}`, entry.seq);
        this.lastChangeAt = entry.at;
        return;
      case 'shutting down':
        this.fault(entry.node, entry);
        this.standing.set(`crashed ${entry.node}`, entry.seq);
        return;
      case 'started':
        this.groups.started(entry.node);
        this.ended(`crashed ${entry.node}`, entry);
        return;
      case 'thawed':
        this.ended(`frozen ${entry.node}`, entry);
        return;
      case 'clock set':
        this.clocks.set(entry.node, [...(this.clocks.get(entry.node) ?? []), entry]);
        this.lastChangeAt = entry.at;
        return;
      case 'closed':
      case 'shut down':
      case 'partitions added':
      case 'reassigned':
      case 'isr changed':
      case 'messages released':
        this.lastChangeAt = entry.at;
        return;
      case 'leader elected':
        if (entry.fact.tp.topic !== OFFSETS_TOPIC) this.elected(entry);
        this.lastChangeAt = entry.at;
        return;
      case 'link fault':
        for (const node of struckBy(entry.fact)) this.fault(node, entry);
        this.standing.set(linkKey(entry.fact), entry.seq);
        this.lastChangeAt = entry.at;
        return;
      case 'message fault':
        if (TOLD_APIS.has(entry.fact.api)) this.fault(entry.fact.client, entry);
        return;
      case 'link healed':
        this.ended(linkKey(entry.fact), entry);
        return;
      case 'broker fenced':
      case 'broker unfenced':
      case 'connection closed':
        return;
      default:
        this.cluster(entry);
    }
  }

  private membership(entry: MembershipEntry): void {
    const { fact } = entry;
    switch (entry.type) {
      case 'assigned':
        this.nodeOfMember.set(entry.fact.memberId, entry.node);
        break;
      case 'revoked':
      case 'lost':
      case 'unsubscribed':
        this.fault(entry.node, entry);
        break;
      case 'member removed':
        this.fault(this.nodeOfMember.get(entry.fact.memberId) ?? entry.fact.clientId, entry);
        break;
      case 'static member replaced':
        this.fault(this.nodeOfMember.get(entry.fact.oldMemberId) ?? '', entry);
        break;
      case 'group deleted':
        this.groups.deleted(entry);
        break;
    }
    this.groups.group(fact.group).membership.push(entry);
  }

  private cluster(entry: ClusterEntry): void {
    switch (entry.type) {
      case 'acknowledged':
        if (entry.fact.records.from >= 0) this.acknowledged(entry);
        return;
      case 'appended':
        if (entry.fact.records.tp.topic === OFFSETS_TOPIC) return;
        this.partitionOf(entry.fact.records).appended.push(entry);
        this.lastChangeAt = entry.at;
        return;
      case 'log start raised':
        this.partitions.withId(entry.fact.tp, entry.fact.topicId).startRaised.push(entry);
        return;
      case 'log compacted':
        this.partitions.withId(entry.fact.tp, entry.fact.topicId).compacted.push(entry);
        return;
      case 'truncated':
        this.truncated(entry);
        return;
      case 'follower caught up':
        if (entry.fact.tp.topic === OFFSETS_TOPIC) return;
        this.partitions.withId(entry.fact.tp, entry.fact.topicId).caughtUp.push(entry);
        return;
      case 'topic created':
        this.partitions.created(entry.fact.topic, entry.fact.topicId);
        this.lastChangeAt = entry.at;
        return;
      case 'topic deleted':
        this.partitions.deleted(entry);
        this.lastChangeAt = entry.at;
        return;
    }
  }

  private acknowledged(entry: Entry<'acknowledged'>): void {
    const partition = this.partitionOf(entry.fact.records);
    partition.acknowledged.push(entry);
    partition.acknowledgedSet.add(entry.fact.records);
  }

  private truncated(entry: Entry<'truncated'>): void {
    if (entry.fact.tp.topic === OFFSETS_TOPIC) this.lostCommits.push(entry);
    else this.partitions.withId(entry.fact.tp, entry.fact.topicId).truncated.push(entry);
  }

  private partitionOf(records: RecordRange) {
    return this.partitions.withId(records.tp, records.topicId);
  }

  private elected(entry: Entry<'leader elected'>): void {
    const partition = this.partitions.named(entry.fact.tp);
    const last = partition.elections.at(-1);
    const isDown = (what: string) =>
      last !== undefined &&
      (this.standing.get(`${what} broker-${last.fact.leader}`) ?? Infinity) < last.seq;
    if (last !== undefined && (isDown('crashed') || isDown('frozen'))) {
      partition.stillborn.add(last.seq);
    }
    partition.elections.push(entry);
  }

  /** A fault that stood is over. */
  private ended(key: string, { seq, at }: Entry): void {
    this.healed.set(this.standing.get(key) ?? -1, seq);
    this.standing.delete(key);
    this.lastChangeAt = at;
  }

  private fault(node: string, entry: FaultEntry): void {
    const list = this.faults.get(node);
    if (list === undefined) this.faults.set(node, [entry]);
    else list.push(entry);
  }
}

/** Requests by which a member holds on to its group and its offsets, and a producer writes. */
const TOLD_APIS: ReadonlySet<string> = new Set([
  'Produce',
  'FindCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
]);

/** Those who have business with somebody at the other end: brokers, and who talks to brokers. */
function struckBy({ from, to }: FactOf<'link fault'>): string[] {
  return [...(isServed(to) ? from : []), ...(isServed(from) ? to : [])];
}

function linkKey({ effect, from, to }: FactOf<'link fault'>): string {
  return `${effect} ${from.join()} ${to.join()}`;
}

function isServed(nodes: readonly string[]): boolean {
  return nodes.some((node) => isServer(node));
}

type ClusterEntry = Entry<
  | 'acknowledged'
  | 'appended'
  | 'log start raised'
  | 'log compacted'
  | 'truncated'
  | 'follower caught up'
  | 'topic created'
  | 'topic deleted'
>;

/** The types that `take` handles by itself. */
type HotEntry = Entry<
  | 'delivered'
  | 'processing'
  | 'processed'
  | 'processing failed'
  | 'effect'
  | 'store written'
  | 'position'
  | 'subscribed'
  | 'assigned manually'
  | 'commit sent'
  | 'commit succeeded'
  | 'commit failed'
  | 'commit error'
  | 'offsets stored'
  | 'offsets refused'
  | 'offsets removed'
  | 'send failed'
  | 'paused'
  | 'resumed'
  | 'coordinator loading'
  | 'coordinator loaded'
  | 'coordinator unloaded'
  | 'operator'
  | 'cluster tool refused'
>;
