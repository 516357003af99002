import { indexHistory } from '../check/index-facts.js';
import { checkAll } from '../check/registry.js';
import { duplicateWindows } from '../scenario/duplicate-windows.js';
import type { PropertyName } from '../scenario/model-steps.js';
import { recordReader } from '../search/records.js';
import type { RunHistory } from './history.js';

/** A run broke a property. The message says what, on which record, by which fault. */
export class BrokenError extends Error {
  override readonly name = 'BrokenError';
}

type Check = (history: Pick<RunHistory, 'result'>) => void;

/** @throws BrokenError if the run violates the property. What is undecided at the end of the run breaks nothing. */
function check(property: PropertyName): Check {
  return ({ result }) => {
    const options = {
      keyOf: recordReader(result.world).keyOf,
      duplicateWindow: duplicateWindows(result.scenario),
    };
    const history = indexHistory(result.trace.facts);
    const [verdict] = checkAll(history, result.ending, [property], options);
    if (verdict?.status !== 'violated') return;
    const sentences = verdict.findings.slice(0, 3).map(({ sentence }) => sentence);
    throw new BrokenError(`${property} is violated:\n${sentences.join('\n')}`);
  };
}

/** When a commit was sent, all that it newly covers had been processed. */
export const commitAfterProcessing = check('commit-after-processing');
/** No acknowledged record is below the committed offset, unprocessed, and in nobody's hands. */
export const atLeastOnce = check('at-least-once');
/** Every acknowledged record was processed by the end. */
export const noLoss = check('no-loss');
/** No record's processing begins twice. */
export const atMostOnce = check('at-most-once');
/** One owner of a partition a generation. */
export const exclusiveOwnership = check('exclusive-ownership');
/** The committed offset never steps back without a reason. */
export const monotoneCommits = check('monotone-commits');
/** Once faults have ended, the group settles and catches up. */
export const converges = check('converges');
/** Each record has its effect in the store exactly once. */
export const exactlyOnceInTheStore = check('exactly-once-in-the-store');
/** No more records begin again than the commit strategy leaves uncommitted. */
export const boundedDuplicates = check('bounded-duplicates');
/** An acknowledged record is handed out, if one behind it is. */
export const lostWrite = check('lost-write');
/** Every acknowledged record was handed out by the end. */
export const unseen = check('unseen');
/** A record that was sent once stands in the log once. */
export const duplicate = check('duplicate');
/** All who are told of an offset mean the same record. */
export const inconsistentOffsets = check('inconsistent-offsets');
/** Nothing is handed out that no leader had appended. */
export const phantom = check('phantom');
/** A producer's records stand in the log in its order. */
export const nonmonotonicSend = check('nonmonotonic-send');
/** A poll() goes on behind those before it. */
export const nonmonotonicPoll = check('nonmonotonic-poll');
/** Within one poll() records come in the order of the log. */
export const intNonmonotonicPoll = check('int-nonmonotonic-poll');
/** No record is left out between two polls. */
export const pollSkip = check('poll-skip');
/** No record is left out within one poll(). */
export const intPollSkip = check('int-poll-skip');
/** Cooperative: a partition is revoked before another member gets it. */
export const revokedBeforeAssigned = check('revoked-before-assigned');
/** No commit is stored for another member's partition. */
export const commitsOnlyByOwners = check('commits-only-by-owners');
/** When the group is Stable at the end, every partition has an owner. */
export const everythingOwned = check('everything-owned');
/** Who subscribes and polls is a member in the end. */
export const noStarvation = check('no-starvation');
/** Generations never go back. */
export const monotoneGenerations = check('monotone-generations');
/** Leader epochs and high watermarks only rise. */
export const monotoneLogs = check('monotone-logs');
/** Every request is answered, or its connection closed. */
export const requestsAnswered = check('requests-answered');
/** Replicas have the same records below the high watermark. */
export const replicasAgree = check('replicas-agree');
/** No replica truncates below its high watermark. */
export const replicatedStays = check('replicated-stays');
/** Who enters the ISR has caught up. */
export const isrIsCaughtUp = check('isr-is-caught-up');
/** A generation has those who joined, and static members. */
export const joinedMembersOnly = check('joined-members-only');
/** Members take over what was stored for them. */
export const assignedAsStored = check('assigned-as-stored');
/** No commit is stored of who is no member of the current generation. */
export const commitsOnlyByMembers = check('commits-only-by-members');
/** Who was told that it is no member stops acting as one. */
export const refusedMembersStop = check('refused-members-stop');
/** In the end members agree with their coordinator on the generation. */
export const oneGeneration = check('one-generation');
/** What a coordinator goes by is what a replay of its log gives. */
export const durableIsReplayed = check('durable-is-replayed');
/** No client asks for more at once than Kafka's does. */
export const queuesBounded = check('queues-bounded');
