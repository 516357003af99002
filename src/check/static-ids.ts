import type { Entry } from './history.js';

/**
 * The member ids that one static member went by: a process that takes over answers to the assignment of the old one. A
 * replacement that could not be written is taken back, so an id may come again.
 */
export class StaticIds {
  private readonly idsOf = new Map<string, Set<string>>();

  replaced({ fact }: Entry<'static member replaced'>): void {
    const ids = this.idsOf.get(fact.oldMemberId) ?? new Set([fact.oldMemberId]);
    ids.add(fact.memberId);
    for (const id of [fact.oldMemberId, fact.memberId]) this.idsOf.set(id, ids);
  }

  /** This one among them. */
  of(memberId: string): ReadonlySet<string> {
    return this.idsOf.get(memberId) ?? new Set([memberId]);
  }
}
