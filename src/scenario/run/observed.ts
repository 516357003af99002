import type { RecordRange } from '../../protocol/facts.js';
import type { TracedFact } from '../../protocol/trace.js';
import type { Trace } from '../../sim/trace.js';

/** Offsets of one partition that a consumer has got or done. */
type Offsets = Map<string, Set<number>>;

/** What the trace has told of one consumer so far. */
export interface ObservedConsumer {
  readonly processed: Offsets;
  readonly received: Offsets;
  processedCount: number;
  receivedCount: number;
  /** Exceptions that reached the application, by class. */
  readonly exceptions: string[];
  sessionExpired: boolean;
  /** Since its latest start. */
  joined: boolean;
}

/**
 * What conditions need to know of the past, kept up to date fact by fact. It belongs to the runner: the world does
 * not know that it is watched.
 */
export class Observed {
  private next = 0;
  private readonly consumers = new Map<string, ObservedConsumer>();
  private readonly byClientId: ReadonlyMap<string, string>;
  /** group -> partition -> the offset after the last record that was handed out. */
  readonly deliveredTo = new Map<string, Map<string, number>>();
  /** group -> partition -> what was last stored, to tell a repeated commit from news. */
  private readonly stored = new Map<string, number>();
  lastNewsAt = 0;

  constructor(names: Iterable<{ readonly name: string; readonly clientId: string }>) {
    this.byClientId = new Map([...names].map((n) => [n.clientId, n.name]));
  }

  of(consumer: string): ObservedConsumer {
    let o = this.consumers.get(consumer);
    if (o === undefined) {
      o = {
        processed: new Map(),
        received: new Map(),
        processedCount: 0,
        receivedCount: 0,
        exceptions: [],
        sessionExpired: false,
        joined: false,
      };
      this.consumers.set(consumer, o);
    }
    return o;
  }

  /** Takes in what the trace has told since the last call. */
  update(trace: Trace): void {
    for (; this.next < trace.facts.length; this.next++) {
      this.take(trace.facts[this.next] as TracedFact); // next < length
    }
  }

  private take({ at, node, fact }: TracedFact): void {
    if (this.isNews(fact)) this.lastNewsAt = at;
    switch (fact.type) {
      case 'processed': {
        const o = this.of(node);
        o.processedCount += add(o.processed, fact.records);
        return;
      }
      case 'delivered': {
        const o = this.of(node);
        o.receivedCount += add(o.received, fact.records);
        this.noteDelivered(fact.group, fact.records);
        return;
      }
      case 'position':
        // What was handed out before it is read again from here, or given up.
        this.deliveredTo.get(fact.group)?.delete(fact.tp.key);
        return;
      case 'exception':
        this.of(node).exceptions.push(fact.exception);
        return;
      case 'processing failed':
        if (fact.how !== 'hang') this.of(node).exceptions.push('RuntimeException');
        return;
      case 'started':
        this.of(node).joined = false;
        return;
      case 'assigned':
        this.of(node).joined = true;
        return;
      case 'member removed':
        if (fact.reason !== 'session expired') return;
        this.of(this.byClientId.get(fact.clientId) ?? fact.clientId).sessionExpired = true;
        return;
      default:
    }
  }

  private noteDelivered(group: string, records: RecordRange): void {
    const partitions = this.deliveredTo.get(group) ?? new Map<string, number>();
    this.deliveredTo.set(group, partitions);
    const known = partitions.get(records.tp.key) ?? 0;
    partitions.set(records.tp.key, Math.max(known, records.to + 1));
  }

  /** A commit of what is committed already is no news: auto-commit repeats it for ever. */
  private isNews(fact: TracedFact['fact']): boolean {
    switch (fact.type) {
      case 'offsets stored': {
        let changed = false;
        for (const { tp, offset } of fact.offsets) {
          const key = `${fact.group}/${tp.key}`;
          if (this.stored.get(key) !== offset) changed = true;
          this.stored.set(key, offset);
        }
        return changed;
      }
      case 'commit sent':
      case 'commit succeeded':
        return fact.offsets.some((o) => this.stored.get(`${fact.group}/${o.tp.key}`) !== o.offset);
      default:
        return true;
    }
  }
}

/** Adds the offsets of a range; returns how many are new. */
function add(offsets: Offsets, { tp, from, to }: RecordRange): number {
  let set = offsets.get(tp.key);
  if (set === undefined) {
    set = new Set();
    offsets.set(tp.key, set);
  }
  const before = set.size;
  for (let offset = from; offset <= to; offset++) set.add(offset);
  return set.size - before;
}

/** True if all of `from`..`to` are in. */
export function hasAll(offsets: Offsets, key: string, from: number, to: number): boolean {
  const set = offsets.get(key);
  if (set === undefined) return false;
  for (let offset = from; offset <= to; offset++) if (!set.has(offset)) return false;
  return true;
}
