import { Envelope } from '../protocol/messages.js';
import { before, heapPop, heapRemoveAt } from '../util/heap.js';
import type { Choices } from './choices.js';
import type { Labels } from './labels.js';
import { messageKey, type QueueEntry, timeOf, Wake } from './queue.js';
import type { World } from './world.js';

/** More simultaneous events than this are not offered for swapping: the first ones are enough to reorder. */
const MAX_ALTERNATIVES = 16;

/** Takes events out of the queue, and lets the choices of a run decide between those that meet at one node. */
export class Ties {
  /** What meets now, in order. One list for the whole run: nearly every event would make its own. */
  private readonly meeting: QueueEntry[] = [];

  constructor(
    private readonly choices: Choices,
    private readonly labels: Labels,
  ) {}

  /** Takes the next event out of the queue: the first, or one of those that could as well come first. */
  takeNext({ queue }: World): QueueEntry | undefined {
    const first = queue[0];
    if (first === undefined || this.choices.dull || !isTied(queue, first)) return heapPop(queue);
    const { meeting } = this;
    meeting.length = 0;
    collectDue(queue, 0, messageKey(timeOf(first)), first.to, meeting);
    const alternatives = keepFirsts(meeting);
    if (alternatives === 1) return heapPop(queue);
    const chosen = meeting[this.choices.choose(this.nameOf(first), alternatives)] ?? first;
    heapRemoveAt(queue, queue.indexOf(chosen));
    return chosen;
  }

  private nameOf(entry: QueueEntry): string {
    return entry instanceof Envelope
      ? this.labels.tieBeforeMessage(entry.api, entry.from, entry.to)
      : this.labels.tieBeforeTimer(entry.to);
  }
}

/** Whether anything else is due at the ms of the first, at the same node. */
function isTied(queue: readonly QueueEntry[], first: QueueEntry): boolean {
  const end = messageKey(timeOf(first));
  return hasOneDue(queue, 1, end, first.to) || hasOneDue(queue, 2, end, first.to);
}

/** Whether something in the part of the heap below `index` happens at `node`, no later than the key `end`. */
function hasOneDue(
  queue: readonly QueueEntry[],
  index: number,
  end: number,
  node: number,
): boolean {
  const entry = queue[index];
  if (entry === undefined || entry.at > end) return false;
  if (entry.to === node) return true;
  const child = 2 * index + 1;
  return hasOneDue(queue, child, end, node) || hasOneDue(queue, child + 1, end, node);
}

/** Puts what `hasOneDue` looks for into `found`, in order. */
function collectDue(
  queue: readonly QueueEntry[],
  index: number,
  end: number,
  node: number,
  found: QueueEntry[],
): void {
  const entry = queue[index];
  if (entry === undefined || entry.at > end) return;
  if (entry.to === node) insert(found, entry);
  collectDue(queue, 2 * index + 1, end, node, found);
  collectDue(queue, 2 * index + 2, end, node, found);
}

function insert(sorted: QueueEntry[], entry: QueueEntry): void {
  let i = sorted.length;
  sorted.push(entry);
  for (; i > 0; i--) {
    const previous = sorted[i - 1] as QueueEntry; // i > 0
    if (before(previous, entry)) break;
    sorted[i] = previous;
  }
  sorted[i] = entry;
}

/**
 * Moves to the front of each connection the first message, and of the node its timer: these never overtake each
 * other. How many these are.
 */
function keepFirsts(sorted: QueueEntry[]): number {
  let kept = 0;
  for (const entry of sorted) {
    if (isBehindOneOf(entry, sorted, kept)) continue;
    sorted[kept] = entry;
    kept += 1;
    if (kept === MAX_ALTERNATIVES) break;
  }
  return kept;
}

function isBehindOneOf(
  entry: QueueEntry,
  others: readonly QueueEntry[],
  ofTheFirst: number,
): boolean {
  for (let i = 0; i < ofTheFirst; i++) {
    const other = others[i];
    const behind =
      entry instanceof Envelope
        ? other instanceof Envelope && other.from === entry.from
        : other instanceof Wake;
    if (behind) return true;
  }
  return false;
}
