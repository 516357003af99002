import { Envelope } from '../protocol/messages.js';
import { heapPop, heapRemoveAt, type Ordered } from '../util/heap.js';
import type { Choices } from './choices.js';
import type { Labels } from './labels.js';
import type { World } from './world.js';

/*
 * The order of events. `at` of a queue entry is twice the virtual ms, plus 1 for a message: at one instant timers go
 * first, then messages, each in the order in which they were put in (`seq`). Choice 0 takes the first; others swap
 * messages of different connections, or a timer and a message, that meet at one node. Events of different nodes at one
 * instant are never swapped: neither sees the other, and what they send meets again where it arrives.
 */

/** A node has a timer due. A class, so that immer never drafts it. */
export class Wake {
  constructor(
    readonly at: number,
    readonly seq: number,
    /** The node's number, as in an envelope: both happen there. */
    readonly to: number,
  ) {}
}

export type QueueEntry = Envelope | Wake;

/** The key of a timer due at `ms`. */
export function timerKey(ms: number): number {
  return ms * 2;
}

/** The key of a message that arrives at `ms`. */
export function messageKey(ms: number): number {
  return ms * 2 + 1;
}

/** The virtual ms of a queue entry. */
export function timeOf(entry: Ordered): number {
  return Math.floor(entry.at / 2);
}

/** More simultaneous events than this are not offered for swapping: the first ones are enough to reorder. */
const MAX_ALTERNATIVES = 16;

/** Takes the next event out of the queue: the first, or one of those that could as well come first. */
export function takeNext(world: World, choices: Choices, labels: Labels): QueueEntry | undefined {
  const { queue } = world;
  const first = queue[0];
  if (first === undefined || choices.dull || !isTied(queue, first)) return heapPop(queue);
  const alternatives = firstOfEach(simultaneous(queue, first));
  if (alternatives.length === 1) return heapPop(queue);
  const outcome = choices.choose(nameOf(labels, first), alternatives.length);
  const chosen = alternatives[outcome] ?? first;
  heapRemoveAt(queue, queue.indexOf(chosen));
  return chosen;
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

/** What is due at the same ms as the first event, and at the same node, in order. */
function simultaneous(queue: readonly QueueEntry[], first: QueueEntry): QueueEntry[] {
  const found: QueueEntry[] = [];
  collectDue(queue, 0, messageKey(timeOf(first)), first.to, found);
  return found.sort((a, b) => a.at - b.at || a.seq - b.seq);
}

function collectDue(
  queue: readonly QueueEntry[],
  index: number,
  end: number,
  node: number,
  found: QueueEntry[],
): void {
  const entry = queue[index];
  if (entry === undefined || entry.at > end) return;
  if (entry.to === node) found.push(entry);
  collectDue(queue, 2 * index + 1, end, node, found);
  collectDue(queue, 2 * index + 2, end, node, found);
}

/** Of each connection the first message, of each node its timer: these never overtake each other. */
function firstOfEach(sorted: readonly QueueEntry[]): QueueEntry[] {
  const firsts: QueueEntry[] = [];
  for (const entry of sorted) {
    if (firsts.some((other) => isBehind(entry, other))) continue;
    firsts.push(entry);
    if (firsts.length === MAX_ALTERNATIVES) break;
  }
  return firsts;
}

function isBehind(entry: QueueEntry, other: QueueEntry): boolean {
  if (entry instanceof Envelope) return other instanceof Envelope && other.from === entry.from;
  return other instanceof Wake;
}

function nameOf(labels: Labels, entry: QueueEntry): string {
  return entry instanceof Envelope
    ? labels.tieBeforeMessage(entry.api, entry.from, entry.to)
    : labels.tieBeforeTimer(entry.to);
}
