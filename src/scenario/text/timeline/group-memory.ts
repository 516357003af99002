import type { TopicPartition } from '../../../protocol/topic-partition.js';
import type { FactOf } from '../../../protocol/trace.js';

/** What has been told of a group, to say what a change of it means. */
interface Known {
  state: string;
  generation: number;
  /** Client ids by member id. */
  readonly members: Map<string, string>;
  assignment: FactOf<'group assignment'> | null;
  /** What members gave up since then. */
  gaveUp: readonly TopicPartition[];
}

type GroupFact = FactOf<
  'group state' | 'member joined' | 'member removed' | 'static member replaced' | 'group assignment'
>;

/** What is known of each group. */
export class GroupMemory {
  private readonly known = new Map<string, Known>();

  take(fact: GroupFact): void {
    const known = this.of(fact.group);
    switch (fact.type) {
      case 'member joined':
        known.members.set(fact.memberId, fact.clientId);
        return;
      case 'member removed':
        known.members.delete(fact.memberId);
        return;
      case 'static member replaced': {
        const clientId = known.members.get(fact.oldMemberId) ?? fact.groupInstanceId;
        known.members.delete(fact.oldMemberId);
        known.members.set(fact.memberId, clientId);
        known.assignment = replaced(known.assignment, fact);
        return;
      }
      case 'group assignment':
        known.assignment = fact;
        known.gaveUp = [];
        return;
      case 'group state':
        known.state = fact.to;
        known.generation = fact.generation;
        return;
    }
  }

  gaveUp(group: string, partitions: readonly TopicPartition[]): void {
    const known = this.of(group);
    known.gaveUp = [...known.gaveUp, ...partitions];
  }

  /** What a cooperative rebalance that begins now is for: its members have given it up already. */
  onTheMove(group: string): readonly TopicPartition[] {
    const { assignment, gaveUp } = this.of(group);
    return assignment?.protocol === 'cooperative-sticky' ? gaveUp : [];
  }

  /**
   * A coordinator has loaded the group: what it was like before, who owns what if that is known, and who was a member
   * and is none any more.
   */
  revived({ group, to, generation }: FactOf<'group state'>): Revived {
    const known = this.of(group);
    const { assignment } = known;
    const isSame = known.generation === generation && known.state === to;
    const change = known.state === '' ? '' : isSame ? 'still' : 'again';
    if (to !== 'Stable' || assignment?.generation !== generation) {
      return { change, assignment: null, forgotten: [] };
    }
    const kept = new Set(assignment.members.map(({ memberId }) => memberId));
    const forgotten = [...known.members].filter(([memberId]) => !kept.has(memberId));
    known.members.clear();
    for (const { memberId, clientId } of assignment.members) known.members.set(memberId, clientId);
    return { change, assignment, forgotten: forgotten.map(([id, client]) => `${client} (${id})`) };
  }

  private of(group: string): Known {
    let known = this.known.get(group);
    if (known === undefined) {
      known = { state: '', generation: -1, members: new Map(), assignment: null, gaveUp: [] };
      this.known.set(group, known);
    }
    return known;
  }
}

/** A static member that comes back owns what it owned. */
function replaced(
  assignment: Known['assignment'],
  { oldMemberId, memberId }: FactOf<'static member replaced'>,
): Known['assignment'] {
  if (assignment === null) return null;
  const members = assignment.members.map((member) =>
    member.memberId === oldMemberId ? { ...member, memberId } : member,
  );
  return { ...assignment, members };
}

export interface Revived {
  readonly change: '' | 'again' | 'still';
  readonly assignment: FactOf<'group assignment'> | null;
  readonly forgotten: readonly string[];
}
