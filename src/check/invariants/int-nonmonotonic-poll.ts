import { nonmonotonicPolls } from '../poll-checks.js';
import type { Check } from '../verdict.js';

/** The same as nonmonotonic-poll, within one poll(). */
export const intNonmonotonicPoll: Check = {
  name: 'int-nonmonotonic-poll',
  sentence:
    'Within one poll() the records of a partition come in the order of the log, none of them twice.',
  reference: 'jepsen.tests.kafka (int-nonmonotonic-poll); consumer-client.md CC-2',
  run: nonmonotonicPolls('int-nonmonotonic-poll', true),
};
