import type { PartitionOffset } from '../protocol/facts.js';
import type { Commit, Entry } from './history.js';

/**
 * Follows each commit of one group from its sending to its outcome. The coordinator's facts do not carry the
 * consumer's number of the commit: the oldest commit of that member without outcome and with these offsets is meant.
 */
export class CommitMatcher {
  private readonly open = new Map<string, Commit[]>();
  /** By the consumer's node, then by its own number. */
  private readonly byNumber = new Map<string, Map<number, Commit>>();

  /** Undefined if it is the same commit, sent again after a retriable error. */
  sent(entry: Entry<'commit sent'>): Commit | undefined {
    const numbered = this.numberedBy(entry.node);
    const known = numbered.get(entry.fact.commit);
    if (known !== undefined && isResent(known, entry)) return undefined;
    const commit: Commit = {
      sent: entry,
      stored: null,
      refused: null,
      succeeded: null,
      failed: null,
    };
    numbered.set(entry.fact.commit, commit);
    const sender = senderKey(entry.fact.memberId, entry.node);
    const open = this.open.get(sender);
    if (open === undefined) this.open.set(sender, [commit]);
    else open.push(commit);
    return commit;
  }

  stored(entry: Entry<'offsets stored'>): Commit | null {
    const commit = this.take(entry);
    if (commit !== null) commit.stored = entry;
    return commit;
  }

  refused(entry: Entry<'offsets refused'>): Commit | null {
    const commit = this.find(entry);
    // A retriable refusal leaves the commit open: the same one may be sent again and be stored.
    if (commit !== null) commit.refused = entry;
    return commit;
  }

  succeeded(entry: Entry<'commit succeeded'>): void {
    const commit = this.numberedBy(entry.node).get(entry.fact.commit);
    if (commit !== undefined) commit.succeeded = entry;
  }

  /** False if it was never sent: the client itself refused it. */
  failed(entry: Entry<'commit failed'>): boolean {
    const commit = this.numberedBy(entry.node).get(entry.fact.commit);
    // A commitSync that found no coordinator until its timeout was never sent: its number is that of the one before.
    if (commit === undefined || commit.succeeded !== null) return false;
    commit.failed = entry;
    return true;
  }

  /** A new process numbers its commits from 1 again. */
  started(node: string): void {
    this.byNumber.delete(node);
  }

  private numberedBy(node: string): Map<number, Commit> {
    let numbered = this.byNumber.get(node);
    if (numbered === undefined) {
      numbered = new Map();
      this.byNumber.set(node, numbered);
    }
    return numbered;
  }

  /** One that has been refused or given up is meant only if no other is: it may still be stored late. */
  private find(entry: Entry<'offsets stored' | 'offsets refused'>): Commit | null {
    const open = this.open.get(senderKey(entry.fact.memberId, entry.fact.clientId)) ?? [];
    let second: Commit | null = null;
    for (const commit of open) {
      if (!contains(commit.sent.fact.offsets, entry.fact.offsets)) continue;
      if (commit.refused === null && commit.failed === null) return commit;
      second ??= commit;
    }
    return second;
  }

  /** The commit, which has its outcome now. */
  private take(entry: Entry<'offsets stored'>): Commit | null {
    const commit = this.find(entry);
    if (commit === null) return null;
    const open = this.open.get(senderKey(entry.fact.memberId, entry.fact.clientId)) ?? [];
    open.splice(open.indexOf(commit), 1);
    return commit;
  }
}

function senderKey(memberId: string, node: string): string {
  return memberId === '' ? `@${node}` : memberId;
}

function isResent(known: Commit, entry: Entry<'commit sent'>): boolean {
  const open = known.stored === null && known.failed === null && known.succeeded === null;
  const sameSender = known.sent.fact.memberId === entry.fact.memberId;
  return open && sameSender && contains(known.sent.fact.offsets, entry.fact.offsets);
}

/** True if every offset of `part` is among `whole`; both list partitions in the same order, as a rule. */
function contains(whole: readonly PartitionOffset[], part: readonly PartitionOffset[]): boolean {
  return part.every((wanted, i) => {
    const same = whole[i];
    if (same !== undefined && isSame(same, wanted)) return true;
    return whole.some((offset) => isSame(offset, wanted));
  });
}

function isSame(a: PartitionOffset, b: PartitionOffset): boolean {
  return a.offset === b.offset && a.tp.key === b.tp.key;
}
