import { skippingPolls } from '../poll-checks.js';
import type { Check } from '../verdict.js';

/** What compaction had removed by then is not skipped, and offsets without a record never count. */
export const pollSkip: Check = {
  name: 'poll-skip',
  sentence:
    'Between two polls of a consumer no record of the log is left out, unless its position was set in between.',
  reference: 'jepsen.tests.kafka (poll-skip); consumer-client.md CC-2',
  run: skippingPolls('poll-skip', false),
};
