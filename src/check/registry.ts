import { UserError } from '../util/user-error.js';
import type { Ending } from './ending.js';
import type { History } from './history.js';
import { assignedAsStored } from './invariants/assigned-as-stored.js';
import { atLeastOnce } from './invariants/at-least-once.js';
import { atMostOnce } from './invariants/at-most-once.js';
import { boundedDuplicates } from './invariants/bounded-duplicates.js';
import { commitAfterProcessing } from './invariants/commit-after-processing.js';
import { commitsOnlyByMembers } from './invariants/commits-only-by-members.js';
import { commitsOnlyByOwners } from './invariants/commits-only-by-owners.js';
import { converges } from './invariants/converges.js';
import { duplicate } from './invariants/duplicate.js';
import { durableIsReplayed } from './invariants/durable-is-replayed.js';
import { everythingOwned } from './invariants/everything-owned.js';
import { exactlyOnceInTheStore } from './invariants/exactly-once-in-the-store.js';
import { exclusiveOwnership } from './invariants/exclusive-ownership.js';
import { inconsistentOffsets } from './invariants/inconsistent-offsets.js';
import { intNonmonotonicPoll } from './invariants/int-nonmonotonic-poll.js';
import { intPollSkip } from './invariants/int-poll-skip.js';
import { isrIsCaughtUp } from './invariants/isr-is-caught-up.js';
import { joinedMembersOnly } from './invariants/joined-members-only.js';
import { lostWrite } from './invariants/lost-write.js';
import { monotoneCommits } from './invariants/monotone-commits.js';
import { monotoneGenerations } from './invariants/monotone-generations.js';
import { monotoneLogs } from './invariants/monotone-logs.js';
import { noLoss } from './invariants/no-loss.js';
import { noStarvation } from './invariants/no-starvation.js';
import { nonmonotonicPoll } from './invariants/nonmonotonic-poll.js';
import { nonmonotonicSend } from './invariants/nonmonotonic-send.js';
import { oneGeneration } from './invariants/one-generation.js';
import { phantom } from './invariants/phantom.js';
import { pollSkip } from './invariants/poll-skip.js';
import { queuesBounded } from './invariants/queues-bounded.js';
import { refusedMembersStop } from './invariants/refused-members-stop.js';
import { replicasAgree } from './invariants/replicas-agree.js';
import { replicatedStays } from './invariants/replicated-stays.js';
import { requestsAnswered } from './invariants/requests-answered.js';
import { revokedBeforeAssigned } from './invariants/revoked-before-assigned.js';
import { unseen } from './invariants/unseen.js';
import type { Check, CheckOptions, Verdict } from './verdict.js';

/** All checks, in the order in which they are reported. */
export const CHECKS: readonly Check[] = [
  commitAfterProcessing,
  atLeastOnce,
  noLoss,
  atMostOnce,
  exclusiveOwnership,
  monotoneCommits,
  converges,
  exactlyOnceInTheStore,
  boundedDuplicates,
  lostWrite,
  unseen,
  duplicate,
  inconsistentOffsets,
  phantom,
  nonmonotonicSend,
  nonmonotonicPoll,
  intNonmonotonicPoll,
  pollSkip,
  intPollSkip,
  revokedBeforeAssigned,
  commitsOnlyByOwners,
  everythingOwned,
  noStarvation,
  monotoneGenerations,
  monotoneLogs,
  requestsAnswered,
  replicasAgree,
  replicatedStays,
  isrIsCaughtUp,
  joinedMembersOnly,
  assignedAsStored,
  commitsOnlyByMembers,
  refusedMembersStop,
  oneGeneration,
  durableIsReplayed,
  queuesBounded,
];

/** The check of that name, undefined if there is none. */
export function checkNamed(name: string): Check | undefined {
  return CHECKS.find((check) => check.name === name);
}

/** Judges a run by the named checks (all by default), for the given groups (all by default). */
export function checkAll(
  history: History,
  ending: Ending,
  names: readonly string[] = CHECKS.map((check) => check.name),
  options: CheckOptions = {},
): Verdict[] {
  return names.map((name) => {
    const check = checkNamed(name);
    if (check === undefined) throw unknownCheck(name);
    return check.run(history, ending, options);
  });
}

function unknownCheck(name: string): UserError {
  return new UserError(`there is no check ${name}`, CHECKS.map((check) => check.name).join(', '));
}
