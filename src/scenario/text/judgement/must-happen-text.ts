import type { MustHappen } from '../../model-steps.js';
import { listText } from '../words.js';

/** `the session of c1 expires`: what had to happen, in the reader's words. */
export function mustHappenText(event: MustHappen): string {
  switch (event.kind) {
    case 'session expired':
      return `the session of ${event.consumer} expires`;
    case 'max poll interval exceeded':
      return `${event.consumer} exceeds max.poll.interval.ms`;
    case 'processing failed':
      return `${event.consumer} fails to process a record`;
    case 'closed':
      return `${event.consumer} is closed`;
    case 'static member replaced':
      return `static member ${event.consumer} is replaced by its next process`;
    case 'assigned':
    case 'revoked':
    case 'lost':
      return `${event.consumer} ${OWNERSHIP[event.kind]} ${partitions(event.partitions)}`;
    case 'reset':
      return `${event.consumer} resets its position in ${partitions(event.partitions)}`;
    case 'exception':
      return `${event.consumer} gets ${event.exception ?? 'an exception'}`;
    case 'commit failed':
      return `a commit of ${event.consumer} fails${by(event.exception)}`;
    case 'commit refused':
      return `a commit of ${event.consumer} is refused${by(event.error)}`;
    case 'rebalance':
      return `group ${event.group} rebalances${times(event.times)}`;
    case 'coordinator moved':
      return `the coordinator of group ${event.group} moves${times(event.times)}`;
    case 'offsets expired':
      return `offsets of group ${event.group} expire`;
    case 'group deleted':
      return `group ${event.group} is deleted`;
  }
}

const OWNERSHIP = { assigned: 'is assigned', revoked: 'gives up', lost: 'loses' };

function partitions(list: readonly { readonly key: string }[]): string {
  return list.length === 0 ? 'some partition' : listText(list.map(({ key }) => key));
}

function by(name: string | null): string {
  return name === null ? '' : ` with ${name}`;
}

function times(n: number): string {
  return n === 1 ? '' : ` at least ${n} times`;
}
