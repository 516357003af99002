import type { MustHappen, NetworkFaultWord } from '../../model-steps.js';
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
    case 'truncation detected':
      return `${event.consumer} finds that the log of ${partitions(event.partitions)} was truncated`;
    case 'truncated':
      return `a replica of ${event.tp.key} loses its tail`;
    case 'isr shrunk':
    case 'isr expanded':
      return `the ISR of ${event.tp.key} ${event.kind === 'isr shrunk' ? 'shrinks' : 'grows'}`;
    case 'unclean election':
      return `a broker out of sync becomes the leader of ${event.tp.key}`;
    case 'leader elected':
      return `${event.broker === null ? 'some broker' : `broker-${event.broker}`} becomes the leader of ${event.tp.key}`;
    case 'broker fenced':
      return `the controller fences broker-${event.broker}`;
    case 'send failed':
      return `${event.producer} gives records up${by(event.exception)}`;
    case 'network fault':
      return NETWORK_FAULTS[event.fault];
  }
}

const NETWORK_FAULTS: Readonly<Record<NetworkFaultWord, string>> = {
  cut: 'a link is cut',
  slow: 'a link is slow',
  lossy: 'a link loses messages',
  duplicating: 'a link delivers requests twice',
  'close-connection': 'a connection is closed by the network',
  'lose-request': 'a request is lost',
  'lose-reply': 'an answer is lost',
  'delay-request': 'a request is delayed',
  'delay-reply': 'an answer is delayed',
  'duplicate-request': 'a request is delivered twice',
  fail: 'a request is answered with an error and not done',
  'reply-with': 'a request is done and answered with an error',
  'hold-request': 'a request is held back',
  'hold-reply': 'an answer is held back',
};

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
