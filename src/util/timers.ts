import { heapify, heapPop, heapPush } from './heap.js';

/**
 * One armed timer. A class, so that immer never drafts it: entries are shared and compared by identity.
 * `fire` says what to do, as data; the owner looks its subject up again when it fires.
 */
export class TimerEntry<Fire> {
  constructor(
    /** When it is due: virtual ms. */
    readonly at: number,
    /** The order of arming within its table: breaks ties. */
    readonly seq: number,
    readonly key: TimerKey,
    readonly fire: Fire,
  ) {}
}

/** What a timer is known by: a name, or a number where its owner counts what it waits for. */
export type TimerKey = string | number;

/**
 * A node's own timers: key -> entry, and a heap for the question "which is due first?". For each key the heap holds
 * an entry that is no later than the live one: moving a deadline back, which sessions do all the time, leaves the
 * heap alone. An entry that surfaces and is not the live one is replaced by that, or dropped if there is none. What
 * gathers by cancelling and moving forward is swept out when it is half of the heap.
 */
export interface TimerTable<Fire> {
  readonly live: Map<TimerKey, TimerEntry<Fire>>;
  heap: TimerEntry<Fire>[];
  nextSeq: number;
}

export function makeTimers<Fire>(): TimerTable<Fire> {
  return { live: new Map(), heap: [], nextSeq: 1 };
}

/** Arms `key` for `at`, replacing its previous deadline: it counts as newly armed. */
export function armTimer<Fire>(
  timers: TimerTable<Fire>,
  key: TimerKey,
  at: number,
  fire: Fire,
): void {
  const entry = new TimerEntry(at, timers.nextSeq, key, fire);
  timers.nextSeq += 1;
  const before = timers.live.get(key);
  timers.live.set(key, entry);
  if (before !== undefined && before.at <= at) return; // what stands for it in the heap is early enough
  heapPush(timers.heap, entry);
  if (timers.heap.length > 2 * timers.live.size + 64) sweep(timers);
}

export function cancelTimer<Fire>(timers: TimerTable<Fire>, key: TimerKey): void {
  timers.live.delete(key);
}

export function isArmed<Fire>(timers: TimerTable<Fire>, key: TimerKey): boolean {
  return timers.live.has(key);
}

/** The earliest deadline, undefined if nothing is armed. */
export function nextDeadline<Fire>(timers: TimerTable<Fire>): number | undefined {
  return firstLive(timers)?.at;
}

/** Takes the first timer due at or before `now` out of the table, in arming order among equals. */
export function popDue<Fire>(timers: TimerTable<Fire>, now: number): TimerEntry<Fire> | undefined {
  const first = firstLive(timers);
  if (first === undefined || first.at > now) return undefined;
  heapPop(timers.heap);
  timers.live.delete(first.key);
  return first;
}

export function clearTimers<Fire>(timers: TimerTable<Fire>): void {
  timers.live.clear();
  timers.heap = [];
}

/** Every deadline moves by so many ms: the clock that they were read from has jumped, and no more time has passed. */
export function shiftTimers<Fire>(timers: TimerTable<Fire>, byMs: number): void {
  const moved = [...timers.live.values()].map(
    ({ at, seq, key, fire }) => new TimerEntry(at + byMs, seq, key, fire),
  );
  for (const entry of moved) timers.live.set(entry.key, entry);
  sweep(timers);
}

function firstLive<Fire>(timers: TimerTable<Fire>): TimerEntry<Fire> | undefined {
  for (;;) {
    const top = timers.heap[0];
    if (top === undefined) return undefined;
    const live = timers.live.get(top.key);
    if (live === top) return top;
    heapPop(timers.heap);
    if (live !== undefined) heapPush(timers.heap, live);
  }
}

function sweep<Fire>(timers: TimerTable<Fire>): void {
  timers.heap = [...timers.live.values()];
  heapify(timers.heap);
}
