import { found } from '../found.js';
import { isSettled } from '../settled.js';
import type { Check } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * A client that gets no answer closes the connection when its timeout is over, and so has one. One that has just been
 * thawed looks at its timers next.
 */
export const requestsAnswered: Check = {
  name: 'requests-answered',
  sentence:
    'Every request of a client is answered, or its connection is closed, before its timeout is over.',
  reference: 'consumer-client.md §1 (request.timeout.ms); KIP-19',
  run(history, ending, options) {
    const settled = isSettled(history, ending, options);
    const open = ending.overdue.filter(
      ({ group }) => options.groups === undefined || group === '' || options.groups.includes(group),
    );
    const findings = open.map(({ client, group, api, broker, sentAt, deadline }) => {
      const sentence =
        `${client}'s ${api} to ${broker}, sent at ${words.seconds(sentAt)}, should have been answered or given up by ` +
        `${words.seconds(deadline)}; at ${words.seconds(ending.at)} it is neither.`;
      return found(sentence, { at: deadline, event: 0 }, { group, cause: 'network' });
    });
    return verdict(requestsAnswered, settled ? findings : [], settled ? [] : findings, []);
  },
};
