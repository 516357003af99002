import { Envelope } from '../protocol/messages.js';
import { heapPop, heapRemoveAt, type Ordered } from '../util/heap.js';
import type { Choices } from './choices.js';
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
    readonly node: number,
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
export function takeNext(world: World, choices: Choices): QueueEntry | undefined {
  const { queue } = world;
  if (choices.dull || !isTied(queue)) return heapPop(queue);
  const alternatives = firstOfEach(simultaneous(queue));
  const first = alternatives[0];
  if (first === undefined || alternatives.length === 1) return heapPop(queue);
  const outcome = choices.choose(`tie before ${nameOf(world, first)}`, alternatives.length);
  const chosen = alternatives[outcome] ?? first;
  heapRemoveAt(queue, queue.indexOf(chosen));
  return chosen;
}

/** Whether anything else is due at the ms of the first: then one of its children in the heap is. */
function isTied(queue: readonly QueueEntry[]): boolean {
  const [first, left, right] = queue;
  if (first === undefined || left === undefined) return false;
  const time = timeOf(first);
  return timeOf(left) === time || (right !== undefined && timeOf(right) === time);
}

/** What is due at the same ms as the first event, and at the same node, in order. */
function simultaneous(queue: readonly QueueEntry[]): QueueEntry[] {
  const first = queue[0] as QueueEntry; // isTied has looked
  const time = timeOf(first);
  const node = targetOf(first);
  const found: QueueEntry[] = [];
  const open = [0];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const entry = queue[i];
    if (entry === undefined || timeOf(entry) !== time) continue;
    if (targetOf(entry) === node) found.push(entry);
    open.push(2 * i + 1, 2 * i + 2);
  }
  return found.sort((a, b) => a.at - b.at || a.seq - b.seq);
}

function targetOf(entry: QueueEntry): number {
  return entry instanceof Envelope ? entry.to : entry.node;
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
  if (entry instanceof Envelope) {
    return other instanceof Envelope && other.from === entry.from && other.to === entry.to;
  }
  return other instanceof Wake && other.node === entry.node;
}

function nameOf(world: World, entry: QueueEntry): string {
  const name = (n: number) => world.nodes[n]?.name ?? '?';
  return entry instanceof Envelope
    ? `${entry.api} ${name(entry.from)}>${name(entry.to)}`
    : `timer of ${name(entry.node)}`;
}
