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
    if (entry.seq <= afterSeq && entry.type === 'link fault' && stands(history, entry, afterSeq))
      standing.push(entry);
    if (entry.seq <= afterSeq || !concerns(entry, tpKey)) continue;
    if (entry.seq >= beforeSeq) break;
    chain.push(entry);
    if (isFinal(entry)) break;
  }
  // Whom the coordinator heard no more may have been out of its hearing for a while.
  if (chain.at(-1)?.type === 'member removed') chain.unshift(...standing);
  return [...clocksBefore(history, node, chain), ...nameAll(node, chain).slice(-MOST)];
}

/**
 * What had befallen a node before `seq` and was not over then, or at an earlier moment that matters; if nothing was, the
 * last thing that had since `afterSeq`.
 */
export function faultsStandingAt(
  history: History,
  node: string,
  seq: number,
  { afterSeq = -1, earlier = seq }: { readonly afterSeq?: number; readonly earlier?: number },
): NamedFault[] {
  const before = (history.faults.get(node) ?? []).filter(
    (entry) => entry.seq < seq && LASTING.has(entry.type),
  );
  const standing = before.filter(
    (entry) =>
      stands(history, entry, seq) || (entry.seq < earlier && stands(history, entry, earlier)),
  );
  if (standing.length > 0) return nameAll(node, standing).slice(-MOST);
  const last = before.at(-1);
  if (last === undefined || last.seq < afterSeq) return [];
  const atOnce = before.filter(({ event }) => event === last.event);
  return nameAll(node, atOnce).slice(-1);
}

/** A clock that was set and may still have its effect: it runs at another rate, or timers stand still until it is back. */
export function clockFaultAt(
  { clocks }: History,
  node: string,
  seq: number,
  at: number,
): NamedFault[] {
  const last = clocks.get(node)?.findLast((entry) => entry.seq < seq);
  if (last === undefined) return [];
  const { ppm, jumpMs } = last.fact;
  const isFelt = ppm !== 0 || at - last.at <= Math.max(-jumpMs, CLOCK_FELT_MS);
  return isFelt ? [nameFault(node, last)] : [];
}

/** After a jump ahead everything is due at once; what comes of it takes a session or so. */
const CLOCK_FELT_MS = 60_000;

const LASTING: ReadonlySet<FaultEntry['type']> = new Set([
  'crashed',
  'frozen',
  'shutting down',
  'link fault',
]);

/** A member that was not heard in time may have the wrong time, or its coordinator has. */
function clocksBefore(history: History, node: string, chain: readonly FaultEntry[]): NamedFault[] {
  const last = chain.at(-1);
  if (last === undefined || !isTimeout(last)) return [];
  const nodes = last.type === 'member removed' ? [node, last.node] : [node];
  return nodes.flatMap((of) => clockFaultAt(history, of, last.seq, last.at));
}

function isTimeout(entry: FaultEntry): boolean {
  if (entry.type === 'max poll interval exceeded') return true;
  return entry.type === 'member removed' && TIMEOUTS.has(entry.fact.reason);
}

const TIMEOUTS: ReadonlySet<string> = new Set([
  'session expired',
  'did not rejoin in time',
  'did not sync in time',
]);

/** Both directions of a fault of links are told as one. */
function nameAll(node: string, chain: readonly FaultEntry[]): NamedFault[] {
  const told = chain.filter((entry, i) => !isWayBack(chain[i - 1], entry));
  return told.map((entry) => {
    const next = chain[chain.indexOf(entry) + 1];
    return nameFault(node, entry, next !== undefined && isWayBack(entry, next));
  });
}

/** It was not over yet. */
function stands({ healed }: History, { seq }: FaultEntry, at: number): boolean {
  return (healed.get(seq) ?? Number.POSITIVE_INFINITY) > at;
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
    case 'shutting down':
    case 'closing':
    case 'revoked':
    case 'lost':
    case 'unsubscribed':
    case 'member removed':
    case 'static member replaced':
      return true;
    case 'frozen':
    case 'clock set':
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
