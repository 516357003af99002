import { nonmonotonicPolls } from '../poll-checks.js';
import type { Check } from '../verdict.js';

/** Jepsen begins anew where the subscription changes; here, where a position was set: an assignment does that. */
export const nonmonotonicPoll: Check = {
  name: 'nonmonotonic-poll',
  sentence:
    'What a consumer is handed of a partition by one poll() lies behind what its polls before handed out, unless its position was set in between.',
  reference: 'jepsen.tests.kafka (nonmonotonic-poll); consumer-client.md CC-2',
  run: nonmonotonicPolls('nonmonotonic-poll', false),
};
