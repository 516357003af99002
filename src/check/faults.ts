import type { FaultEntry, History } from './history.js';
import type { NamedFault } from './verdict.js';
import { nameFault } from './wording.js';

const MOST = 3;

/**
 * What happened to `node` between two moments, as far as it explains why it let go of this partition: up to the
 * first fault that took the records out of its hands, which is the last one of the list.
 */
export function faultsBetween(
  history: History,
  node: string,
  tpKey: string,
  afterSeq: number,
  beforeSeq: number,
): NamedFault[] {
  const chain: FaultEntry[] = [];
  const standing: FaultEntry[] = [];
  for (const entry of history.faults.get(node) ?? []) {
    if (entry.seq <= afterSeq && stands(history, entry, afterSeq)) standing.push(entry);
    if (entry.seq <= afterSeq || !concerns(entry, tpKey)) continue;
    if (entry.seq >= beforeSeq) break;
    chain.push(entry);
    if (isFinal(entry)) break;
  }
  // Whom the coordinator heard no more may have been out of its hearing for a while.
  if (chain.at(-1)?.type === 'member removed') chain.unshift(...standing);
  const told = chain.filter((entry, i) => !isWayBack(chain[i - 1], entry));
  return told.slice(-MOST).map((entry) => {
    const next = chain[chain.indexOf(entry) + 1];
    return nameFault(node, entry, next !== undefined && isWayBack(entry, next));
  });
}

/** A fault of links that began before, and was not over yet. */
function stands({ healed }: History, { type, seq }: FaultEntry, at: number): boolean {
  return type === 'link fault' && (healed.get(seq) ?? Number.POSITIVE_INFINITY) > at;
}

/** The other direction of a fault of links: it began at the same moment. */
function isWayBack(before: FaultEntry | undefined, entry: FaultEntry): boolean {
  if (before?.type !== 'link fault' || entry.type !== 'link fault') return false;
  return (
    before.event === entry.event &&
    before.fact.effect === entry.fact.effect &&
    before.fact.from.join() === entry.fact.to.join() &&
    before.fact.to.join() === entry.fact.from.join()
  );
}

/** Ends the process's hold on what it was handed. */
function isFinal(entry: FaultEntry): boolean {
  switch (entry.type) {
    case 'crashed':
    case 'closing':
    case 'revoked':
    case 'lost':
    case 'unsubscribed':
    case 'member removed':
    case 'static member replaced':
      return true;
    case 'frozen':
    case 'exception':
    case 'processing failed':
    case 'max poll interval exceeded':
    case 'link fault':
    case 'message fault':
      return false;
  }
}

function concerns(entry: FaultEntry, tpKey: string): boolean {
  switch (entry.type) {
    case 'revoked':
    case 'lost':
      return entry.fact.partitions.some((tp) => tp.key === tpKey);
    case 'processing failed':
      // A hanging record stops everything; another failure only its own partition.
      return entry.fact.how === 'hang' || entry.fact.records.tp.key === tpKey;
    default:
      return true;
  }
}
