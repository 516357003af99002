import type { Entry, History, MembershipEntry } from './history.js';

/** A partition that a member takes for its own. */
interface Belief {
  readonly node: string;
  readonly memberId: string;
  readonly at: number;
  readonly seq: number;
}

/** Who has which partition in its own opinion, as onPartitionsAssigned and onPartitionsRevoked told it. */
export class Beliefs {
  /** By partition, then by node. */
  private readonly owners = new Map<string, Map<string, Belief>>();

  constructor(private readonly history: History) {}

  take(entry: MembershipEntry): void {
    switch (entry.type) {
      case 'assigned':
        this.assigned(entry);
        return;
      case 'revoked':
      case 'lost':
        for (const tp of entry.fact.partitions) this.owners.get(tp.key)?.delete(entry.node);
        return;
      case 'unsubscribed':
        for (const owners of this.owners.values()) owners.delete(entry.node);
        return;
      default:
        return;
    }
  }

  /** Who of these members has the partition, and still polls as far as anybody can tell. */
  ownerAmong(key: string, members: ReadonlySet<string>, seq: number): Belief | undefined {
    for (const belief of this.owners.get(key)?.values() ?? []) {
      if (members.has(belief.memberId) && !this.isAway(belief, seq)) return belief;
    }
    return undefined;
  }

  private assigned({ node, at, seq, fact }: Entry<'assigned'>): void {
    const { memberId, owned } = fact;
    const keys = new Set(owned.map((tp) => tp.key));
    for (const [key, owners] of this.owners) if (!keys.has(key)) owners.delete(node);
    for (const key of keys) {
      const owners = this.owners.get(key) ?? new Map<string, Belief>();
      this.owners.set(key, owners);
      const before = owners.get(node);
      owners.set(node, before?.memberId === memberId ? before : { node, memberId, at, seq });
    }
  }

  /** Its process ended, or did not poll in time: the group goes on without asking it. */
  private isAway({ node, seq }: Belief, until: number): boolean {
    return (this.history.faults.get(node) ?? []).some(
      (fault) => fault.seq > seq && fault.seq < until && AWAY.has(fault.type),
    );
  }
}

const AWAY: ReadonlySet<Entry['type']> = new Set<Entry['type']>([
  'crashed',
  'frozen',
  'closing',
  'max poll interval exceeded',
  'static member replaced',
]);
