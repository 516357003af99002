import { Envelope } from '../protocol/messages.js';
import { messageKey } from './queue.js';
import type { World } from './world.js';

/** The same message, arriving at `ms`, behind what is in the queue for that time. */
export function arrivingAt(world: World, m: Envelope, ms: number): Envelope {
  return new Envelope(
    messageKey(ms),
    world.nextSeq++,
    m.kind,
    m.from,
    m.to,
    m.fromIncarnation,
    m.toIncarnation,
    m.api,
    m.version,
    m.correlationId,
    m.clientId,
    m.body,
  );
}
