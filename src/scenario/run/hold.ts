import type { Envelope } from '../../protocol/messages.js';
import type { Driver } from '../../sim/driver.js';
import { heapify, heapPush } from '../../util/heap.js';

/* A step at `before … is sent` or `before … is answered` acts while that message has not left its sender. */

/** Takes messages off the wire, for the time of the step. */
export function holdBack(driver: Driver, held: readonly Envelope[]): readonly Envelope[] {
  if (held.length === 0) return held;
  const gone: ReadonlySet<unknown> = new Set(held);
  driver.apply((world) => {
    world.queue = world.queue.filter((e) => !gone.has(e));
    heapify(world.queue);
  });
  return held;
}

/** Puts them back, unless their sender died: then they never left it. */
export function letGo(driver: Driver, held: readonly Envelope[]): void {
  if (held.length === 0) return;
  driver.apply((world) => {
    for (const e of held) {
      const sender = world.nodes[e.from];
      if (sender?.incarnation === e.fromIncarnation) heapPush(world.queue, e);
    }
  });
}
