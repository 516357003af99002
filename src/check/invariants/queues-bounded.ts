import { found } from '../found.js';
import type { Check } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** A queue that grows without a bound is a leak in the end, and a client that asks twice is handed things twice. */
export const queuesBounded: Check = {
  name: 'queues-bounded',
  sentence:
    'A client has no more requests of a kind under way to a broker, nor fetched batches of a partition in hand, than ' +
    'Kafka’s clients allow.',
  reference:
    'max.in.flight.requests.per.connection; AbstractFetch.prepareFetchRequests (CC-13); AbstractCoordinator.joinFuture, Heartbeat',
  run(_history, ending, options) {
    const judged = ending.queues.filter(
      ({ group }) => options.groups === undefined || group === '' || options.groups.includes(group),
    );
    const findings = judged
      .filter(({ length, bound }) => length > bound)
      .map(({ client, group, what, length, bound }) => {
        const sentence = `${client} has ${length} of "${what}" at ${words.seconds(ending.at)}, and may have ${bound}.`;
        return found(sentence, { at: ending.at, event: 0 }, { group, cause: 'network' });
      });
    return verdict(queuesBounded, findings, [], []);
  },
};
