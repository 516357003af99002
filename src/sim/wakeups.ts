import { brokerDeadline } from '../broker/step.js';
import { nextDeadline as nextOfFew } from '../util/few-timers.js';
import { heapPush } from '../util/heap.js';
import { nextDeadline } from '../util/timers.js';
import { whenReads } from './clock.js';
import { timerKey, Wake } from './queue.js';
import { NEVER, type SimNode, type World } from './world.js';

/** When a node has something to do by itself: virtual ms. */
export function dueAt(node: SimNode): number | undefined {
  const own = deadline(node);
  return own === undefined || node.clock === null ? own : whenReads(node.clock, own);
}

/** The same by its own clock. */
function deadline(node: SimNode): number | undefined {
  switch (node.kind) {
    case 'broker':
      return brokerDeadline(node.state);
    case 'controller':
      return nextDeadline(node.state.timers);
    case 'operator':
      return nextOfFew(node.state.timers);
    case 'producer':
      return node.process === null ? undefined : nextOfFew(node.process.timers);
    case 'consumer': {
      if (node.process === null) return undefined;
      const client = nextOfFew(node.process.consumer.timers);
      const app = nextOfFew(node.process.app.timers);
      if (client === undefined) return app;
      return app === undefined || client < app ? client : app;
    }
  }
}

/** Puts a wake-up into the queue if the node's first timer is due before the one already there. */
export function rearm(world: World, node: SimNode): void {
  if (node.status !== 'running') return;
  const due = dueAt(node);
  if (due === undefined || (node.wakeAt !== NEVER && due >= node.wakeAt)) return;
  node.wakeAt = Math.max(due, world.now);
  heapPush(world.queue, new Wake(timerKey(node.wakeAt), world.nextSeq++, node.number));
}
