import type { TopicPartition } from '../protocol/topic-partition.js';
import type { Entry, GroupHistory, History, MembershipEntry } from './history.js';

/** Two processes had one partition. */
export interface Overlap {
  readonly kind: 'same generation' | 'not given up' | 'zombie';
  readonly tp: TopicPartition;
  readonly earlier: Holding;
  readonly later: Holding;
}

/** A partition that a consumer takes for its own. */
export interface Holding {
  readonly node: string;
  readonly memberId: string;
  readonly generation: number;
  readonly entry: Entry<'assigned'>;
}

/**
 * Follows who takes which partition for its own, as the consumers themselves tell it: a frozen or slow process
 * learns late that it was removed, and until then has what another one has too.
 */
export class Ownership {
  readonly overlaps: Overlap[] = [];
  /** By partition: who has it now, in its own opinion. */
  private readonly holders = new Map<string, Holding[]>();
  /** By partition: who was told, in the newest generation that told anybody. */
  private readonly claims = new Map<string, Holding>();
  private readonly removed = new Set<string>();
  private readonly replaced = new Set<string>();
  /** Member ids with a group.instance.id. */
  private readonly statics = new Set<string>();
  /** Who has joined since the last generation began, and who is in each generation because of it. */
  private joining = new Set<string>();
  private readonly joined = new Map<number, ReadonlySet<string>>();
  private members = new Set<string>();
  private membersGeneration = -1;

  constructor(private readonly history: History) {}

  run(group: GroupHistory): readonly Overlap[] {
    for (const entry of group.membership) this.take(entry);
    return this.overlaps;
  }

  private take(entry: MembershipEntry): void {
    switch (entry.type) {
      case 'assigned':
        this.assigned(entry);
        return;
      case 'revoked':
      case 'lost':
        for (const tp of entry.fact.partitions) this.release(tp.key, entry.node);
        return;
      case 'unsubscribed':
        for (const key of this.holders.keys()) this.release(key, entry.node);
        return;
      case 'member joined':
        if (entry.fact.groupInstanceId !== null) this.statics.add(entry.fact.memberId);
        this.joining.add(entry.fact.memberId);
        return;
      case 'member rejoined':
        this.joining.add(entry.fact.memberId);
        return;
      case 'member removed':
        this.removed.add(entry.fact.memberId);
        return;
      case 'static member replaced':
        this.replaced.add(entry.fact.oldMemberId);
        this.statics.add(entry.fact.memberId);
        this.joining.add(entry.fact.memberId);
        return;
      case 'group assignment':
        this.members = new Set(entry.fact.members.map((member) => member.memberId));
        this.membersGeneration = entry.fact.generation;
        return;
      case 'group state':
        // Generations began anew: the group was deleted, or a failover lost what it had not yet written.
        if (entry.fact.generation < this.membersGeneration) this.claims.clear();
        if (entry.fact.to !== 'CompletingRebalance') return;
        this.joined.set(entry.fact.generation, this.joining);
        this.joining = new Set();
        return;
      case 'group deleted':
        this.claims.clear();
        return;
    }
  }

  private assigned(entry: Entry<'assigned'>): void {
    const { node, fact } = entry;
    const { memberId, generation } = fact;
    const holding = { node, memberId, generation, entry };
    const owned = new Set(fact.owned.map((tp) => tp.key));
    for (const tp of fact.owned) this.claim(tp, holding);
    for (const tp of fact.partitions) this.hold(tp, holding);
    for (const [key, holders] of this.holders) {
      if (!owned.has(key) && holders.some((h) => h.node === node)) this.release(key, node);
    }
  }

  private claim(tp: TopicPartition, holding: Holding): void {
    const earlier = this.claims.get(tp.key);
    if (earlier !== undefined && earlier.generation > holding.generation) return;
    this.claims.set(tp.key, holding);
    if (earlier === undefined || earlier.generation !== holding.generation) return;
    if (earlier.memberId === holding.memberId || this.replaced.has(earlier.memberId)) return;
    this.overlaps.push({ kind: 'same generation', tp, earlier, later: holding });
  }

  private hold(tp: TopicPartition, holding: Holding): void {
    const others = (this.holders.get(tp.key) ?? []).filter((h) => h.node !== holding.node);
    const alive = others.filter((holder) => !this.ended(holder, holding.entry.seq));
    for (const earlier of alive) {
      // The same generation is found by claims already.
      if (earlier.generation === holding.generation && !this.isOut(earlier)) continue;
      this.overlaps.push({ kind: this.kindOf(earlier, holding), tp, earlier, later: holding });
    }
    this.holders.set(tp.key, [...alive, holding]);
  }

  private kindOf(earlier: Holding, later: Holding): Overlap['kind'] {
    const sameGeneration = this.membersGeneration === later.generation;
    const isMember = sameGeneration && this.members.has(earlier.memberId);
    return isMember && !this.isOut(earlier) && !this.isAbsent(earlier, later)
      ? 'not given up'
      : 'zombie';
  }

  /**
   * A static member that stopped polling, or was cut off, stays in the group when the join phase is over without it,
   * and the leader may give its partitions to others (GroupMetadataManager.completeClassicGroupJoin).
   */
  private isAbsent({ node, memberId, entry }: Holding, later: Holding): boolean {
    if (!this.statics.has(memberId)) return false;
    if (this.joined.get(later.generation)?.has(memberId) === false) return true;
    return (this.history.faults.get(node) ?? []).some(
      (fault) =>
        (fault.type === 'frozen' || fault.type === 'max poll interval exceeded') &&
        fault.seq > entry.seq &&
        fault.seq < later.entry.seq,
    );
  }

  private isOut({ memberId }: Holding): boolean {
    return this.removed.has(memberId) || this.replaced.has(memberId);
  }

  /** A process that crashed or closed has nothing any more. */
  private ended(holder: Holding, seq: number): boolean {
    const faults = this.history.faults.get(holder.node) ?? [];
    return faults.some(
      (fault) =>
        (fault.type === 'crashed' || fault.type === 'closing') &&
        fault.seq > holder.entry.seq &&
        fault.seq < seq,
    );
  }

  private release(key: string, node: string): void {
    const holders = this.holders.get(key);
    if (holders === undefined) return;
    this.holders.set(
      key,
      holders.filter((holder) => holder.node !== node),
    );
  }
}
