import {
  type Bench,
  type Figure,
  perSecond,
  type Sample,
  type Samples,
  short,
  timed,
  type Workload,
} from './measure.js';

/*
 * The yardstick: the least that a simulator of messages between members can do. One event is: allocate a request,
 * push it on a binary heap, pop, dispatch by switch, look the member up in a Map, mutate it, allocate the reply, push.
 * The heap always holds one request a member; replies go to an outbox. Everything else in the table is told as a part
 * or a multiple of this, so that the machine does not matter.
 */

interface Message {
  readonly at: number;
  readonly seq: number;
  readonly kind: 'request' | 'reply';
  readonly member: string;
}

interface Member {
  beats: number;
  lastAt: number;
}

/** Events in one sample. */
const EVENTS = 1_000_000;
/** Replies are dropped in lots of this many, so that the loop is not a measure of memory. */
const OUTBOX = 1_024;

/** The workload of this many members; in the table of samples `bare loop, n`. */
export function bareLoop(members: number): Workload {
  return { name: bareName(members), sample: () => sample(members) };
}

/** What one of these costs, in events of the bare loop with ten members: a line of the table. */
export function costInBareEvents(
  samples: Samples,
  name: string,
  limits: Pick<Figure, 'target' | 'aim'>,
  note: (speed: string) => string,
): Figure {
  const speed = perSecond(samples, name);
  const measured = perSecond(samples, bareName(10)) / speed;
  return {
    name,
    measured,
    unit: 'bare events',
    ...limits,
    better: 'lower',
    note: note(short(speed)),
  };
}

export function bareName(members: number): string {
  return `bare loop, ${members}`;
}

function sample(count: number): Sample {
  const members = new Map<string, Member>();
  const names = Array.from({ length: count }, (_, i) => `consumer-group-${i}`);
  for (const name of names) members.set(name, { beats: 0, lastAt: 0 });
  return timed(() => run(members, names));
}

function run(members: ReadonlyMap<string, Member>, names: readonly string[]): number {
  const heap: Message[] = [];
  const outbox: Message[] = [];
  let seq = 0;
  for (const member of names) push(heap, { at: 0, seq: seq++, kind: 'request', member });
  for (let event = 0; event < EVENTS; event++) {
    const message = pop(heap);
    if (message === undefined) break;
    switch (message.kind) {
      case 'request': {
        const member = members.get(message.member);
        if (member === undefined) break;
        member.beats += 1;
        member.lastAt = message.at;
        outbox.push({ at: message.at + 1, seq: seq++, kind: 'reply', member: message.member });
        break;
      }
      case 'reply':
        return event; // replies go to the outbox, never into the heap
    }
    push(heap, { at: message.at + 3000, seq: seq++, kind: 'request', member: message.member });
    if (outbox.length >= OUTBOX) outbox.length = 0;
  }
  return EVENTS;
}

function before(a: Message, b: Message): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

function push(heap: Message[], item: Message): void {
  let i = heap.length;
  heap.push(item);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const p = heap[parent] as Message; // parent < i
    if (!before(item, p)) break;
    heap[i] = p;
    i = parent;
  }
  heap[i] = item;
}

function pop(heap: Message[]): Message | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  const n = heap.length;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    let c = heap[child] as Message; // child < n
    if (child + 1 < n && before(heap[child + 1] as Message, c)) c = heap[++child] as Message; // < n
    if (!before(c, last)) break;
    heap[i] = c;
    i = child;
  }
  heap[i] = last;
  return first;
}

export const bareLoopBench: Bench = {
  name: 'bare-loop',
  workloads: [],
  figures: (samples) =>
    [10, 1_000].map((members) => ({
      name: `bare loop, ${members} members`,
      measured: perSecond(samples, bareName(members)),
      unit: 'events/s',
      target: null,
      aim: null,
      better: 'higher',
      note: `${short(perSecond(samples, bareName(members)))} events a second of CPU time`,
    })),
};
