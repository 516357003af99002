import type { Entry, GroupHistory, MembershipEntry } from './history.js';

/** A group as one coordinator tells of it. */
export interface GroupOnNode {
  state: string;
  generation: number;
  /** Who has joined since the last generation began. */
  joined: Set<string>;
  /** Who has left, was removed or replaced, as long as it has not joined again. */
  readonly gone: Set<string>;
  /** Members of the assignment of this generation; null: not told on this node. */
  members: Set<string> | null;
}

/** Follows a group on each of its coordinators, from fact to fact: one that loads the group begins anew. */
export class CoordinatorView {
  /** Member ids with a group.instance.id. */
  readonly statics = new Set<string>();
  private readonly nodes = new Map<string, GroupOnNode>();
  private next = 0;

  constructor(private readonly group: GroupHistory) {}

  /** Takes in what was told before this place in the trace. */
  until(seq: number): void {
    const { membership } = this.group;
    for (; this.next < membership.length; this.next++) {
      const entry = membership[this.next] as MembershipEntry; // next < length
      if (entry.seq >= seq) return;
      this.take(entry);
    }
  }

  /** Undefined if this node has told nothing of the group. */
  on(node: string): GroupOnNode | undefined {
    return this.nodes.get(node);
  }

  private take(entry: MembershipEntry): void {
    switch (entry.type) {
      case 'member joined':
        if (entry.fact.groupInstanceId !== null) this.statics.add(entry.fact.memberId);
        this.join(entry.node, entry.fact.memberId);
        return;
      case 'member rejoined':
        this.join(entry.node, entry.fact.memberId);
        return;
      case 'member removed':
        this.leave(entry.node, entry.fact.memberId);
        return;
      case 'static member replaced':
        this.replace(entry);
        return;
      case 'group state':
        this.move(entry);
        return;
      case 'group assignment':
        this.at(entry.node).members = new Set(entry.fact.members.map((m) => m.memberId));
        return;
      case 'group deleted':
        this.nodes.delete(entry.node);
        return;
      default:
    }
  }

  private at(node: string): GroupOnNode {
    let view = this.nodes.get(node);
    if (view === undefined) {
      view = { state: 'Empty', generation: 0, joined: new Set(), gone: new Set(), members: null };
      this.nodes.set(node, view);
    }
    return view;
  }

  private join(node: string, memberId: string): void {
    const view = this.at(node);
    view.joined.add(memberId);
    view.gone.delete(memberId);
  }

  private leave(node: string, memberId: string): void {
    const view = this.at(node);
    view.joined.delete(memberId);
    view.members?.delete(memberId);
    view.gone.add(memberId);
  }

  private replace({ node, fact }: Entry<'static member replaced'>): void {
    const view = this.at(node);
    const { memberId, oldMemberId } = fact;
    if (view.members?.has(oldMemberId)) view.members.add(memberId);
    this.leave(node, oldMemberId);
    this.statics.add(memberId);
    this.join(node, memberId);
  }

  private move({ node, fact }: Entry<'group state'>): void {
    if (fact.from === 'Dead') this.nodes.delete(node);
    const view = this.at(node);
    view.state = fact.to;
    if (view.generation !== fact.generation) view.members = null;
    view.generation = fact.generation;
    // Whoever joins from now on joins the next generation.
    if (fact.to === 'CompletingRebalance' || fact.to === 'Empty') view.joined = new Set();
  }
}
