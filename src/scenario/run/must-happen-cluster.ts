import type { TracedFact } from '../../protocol/trace.js';
import type { MustHappen, NetworkFaultWord } from '../model-steps.js';

type ClusterEvent = Extract<
  MustHappen,
  {
    kind:
      | 'truncated'
      | 'isr shrunk'
      | 'isr expanded'
      | 'unclean election'
      | 'leader elected'
      | 'broker fenced'
      | 'send failed'
      | 'network fault';
  }
>;

/** Whether this is what had to happen to brokers, replicas, producers or messages. */
export function matchesCluster(
  { node, fact }: Pick<TracedFact, 'node' | 'fact'>,
  event: ClusterEvent,
): boolean {
  switch (event.kind) {
    case 'truncated':
      return fact.type === 'truncated' && fact.tp.key === event.tp.key;
    case 'isr shrunk':
      return (
        fact.type === 'isr changed' &&
        fact.tp.key === event.tp.key &&
        fact.isr.length < fact.from.length
      );
    case 'isr expanded':
      return (
        fact.type === 'isr changed' &&
        fact.tp.key === event.tp.key &&
        fact.isr.length > fact.from.length
      );
    case 'unclean election':
      return fact.type === 'leader elected' && fact.tp.key === event.tp.key && !fact.clean;
    case 'leader elected':
      return (
        fact.type === event.kind &&
        fact.tp.key === event.tp.key &&
        (event.broker === null ? fact.leader >= 0 : fact.leader === event.broker)
      );
    case 'broker fenced':
      return fact.type === event.kind && fact.broker === event.broker;
    case 'send failed':
      return (
        fact.type === event.kind &&
        node === event.producer &&
        (event.exception === null || fact.exception === event.exception)
      );
    case 'network fault':
      return faultWord(fact) === event.fault;
  }
}

/** The word of the step that did it; undefined for any other fact. */
function faultWord(fact: TracedFact['fact']): NetworkFaultWord | undefined {
  if (fact.type === 'connection closed') return 'close-connection';
  if (fact.type === 'link fault') return fact.effect;
  if (fact.type !== 'message fault') return undefined;
  const { effect } = fact;
  if (effect === 'fail' || effect === 'reply-with') return effect;
  return effect === 'duplicate' ? 'duplicate-request' : `${effect}-${fact.what}`;
}
