/** Anything with a place in the total order of events: earlier `at` first, ties by smaller `seq`. */
export interface Ordered {
  readonly at: number;
  readonly seq: number;
}

/** True if `a` comes before `b`. */
export function before(a: Ordered, b: Ordered): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/** Adds `item` to the binary heap in `heap`: a plain array, so that it can be part of a state. */
export function heapPush<T extends Ordered>(heap: T[], item: T): void {
  let i = heap.length;
  heap.push(item);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const p = heap[parent] as T; // parent < i, so it exists
    if (!before(item, p)) break;
    heap[i] = p;
    i = parent;
  }
  heap[i] = item;
}

/** Removes and returns the first item of the heap, undefined if it is empty. */
export function heapPop<T extends Ordered>(heap: T[]): T | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  siftDown(heap, 0, last);
  return first;
}

/** Makes a heap of any array in place: O(n). */
export function heapify<T extends Ordered>(heap: T[]): void {
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) siftDown(heap, i, heap[i] as T);
}

/** Removes the item at `index`, wherever in the heap that is. */
export function heapRemoveAt<T extends Ordered>(heap: T[], index: number): void {
  const last = heap.pop();
  if (last === undefined || index >= heap.length) return;
  let i = index;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const p = heap[parent] as T; // parent < i
    if (!before(last, p)) break;
    heap[i] = p;
    i = parent;
  }
  siftDown(heap, i, last);
}

function siftDown<T extends Ordered>(heap: T[], start: number, item: T): void {
  const n = heap.length;
  let i = start;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    let c = heap[child] as T; // child < n
    if (child + 1 < n) {
      const right = heap[child + 1] as T;
      if (before(right, c)) {
        child += 1;
        c = right;
      }
    }
    if (!before(c, item)) break;
    heap[i] = c;
    i = child;
  }
  heap[i] = item;
}
