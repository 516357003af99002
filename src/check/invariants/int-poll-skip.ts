import { skippingPolls } from '../poll-checks.js';
import type { Check } from '../verdict.js';

/** The same as poll-skip, within one poll(). */
export const intPollSkip: Check = {
  name: 'int-poll-skip',
  sentence:
    'Within one poll() no record of the log is left out between two others of its partition.',
  reference: 'jepsen.tests.kafka (int-poll-skip); consumer-client.md CC-2',
  run: skippingPolls('int-poll-skip', true),
};
