import { Envelope } from '../protocol/messages.js';
import { heapify, heapPop, type Ordered } from '../util/heap.js';
import type { Choices } from './choices.js';
import type { World } from './world.js';

/*
 * The order of events. `at` of a queue entry is twice the virtual ms, plus 1 for a message: at one instant timers go
 * first, then messages, each in the order in which they were put in (`seq`). Choice 0 takes the first; others swap
 * messages of different connections, or a timer and a message.
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
  if (choices.dull) return heapPop(world.queue);
  const alternatives = simultaneous(world);
  const first = alternatives[0];
  if (first === undefined || alternatives.length === 1) return heapPop(world.queue);
  const outcome = choices.choose(`tie before ${nameOf(world, first)}`, alternatives.length);
  const chosen = alternatives[outcome] ?? first;
  if (chosen === first) return heapPop(world.queue);
  world.queue.splice(world.queue.indexOf(chosen), 1);
  heapify(world.queue);
  return chosen;
}

/** What is due at the same ms as the first event: timers, and the first message of each connection, in order. */
function simultaneous(world: World): QueueEntry[] {
  const first = world.queue[0];
  if (first === undefined) return [];
  const time = timeOf(first);
  const found: QueueEntry[] = [];
  const visit = (i: number): void => {
    const entry = world.queue[i];
    if (entry === undefined || timeOf(entry) !== time) return;
    found.push(entry);
    visit(2 * i + 1);
    visit(2 * i + 2);
  };
  visit(0);
  found.sort((a, b) => a.at - b.at || a.seq - b.seq);
  return firstOfEach(found).slice(0, MAX_ALTERNATIVES);
}

/** Messages of one connection never overtake each other, nor timers of one node. */
function firstOfEach(sorted: readonly QueueEntry[]): QueueEntry[] {
  const seen = new Set<string>();
  return sorted.filter((entry) => {
    const key = entry instanceof Envelope ? `${entry.from}>${entry.to}` : `timer ${entry.node}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function nameOf(world: World, entry: QueueEntry): string {
  const name = (n: number) => world.nodes[n]?.name ?? '?';
  return entry instanceof Envelope
    ? `${entry.api} ${name(entry.from)}>${name(entry.to)}`
    : `timer of ${name(entry.node)}`;
}
