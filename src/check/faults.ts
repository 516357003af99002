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
  for (const entry of history.faults.get(node) ?? []) {
    if (entry.seq <= afterSeq || !concerns(entry, tpKey)) continue;
    if (entry.seq >= beforeSeq) break;
    chain.push(entry);
    if (isFinal(entry)) break;
  }
  return chain.slice(-MOST).map((entry) => nameFault(node, entry));
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
