/*
 * The entry for people's own test suites, `kafka-cohort/testing`:
 *
 *     import fc from 'fast-check';
 *     import { atLeastOnce, scenarios } from 'kafka-cohort/testing';
 *
 *     fc.assert(fc.property(scenarios({ commit: ['auto'] }), (scenario) => atLeastOnce(scenario.run())));
 *
 * Everything is synchronous and deterministic. fast-check is the user's own: an optional peer dependency.
 */

export type { FaultKind } from '../search/faults.js';
export { NO_APPLICATION, type RecordApplication } from './application.js';
export {
  assignedAsStored,
  atLeastOnce,
  atMostOnce,
  BrokenError,
  boundedDuplicates,
  commitAfterProcessing,
  commitsOnlyByMembers,
  commitsOnlyByOwners,
  converges,
  duplicate,
  durableIsReplayed,
  everythingOwned,
  exactlyOnceInTheStore,
  exclusiveOwnership,
  inconsistentOffsets,
  intNonmonotonicPoll,
  intPollSkip,
  isrIsCaughtUp,
  joinedMembersOnly,
  lostWrite,
  monotoneCommits,
  monotoneGenerations,
  monotoneLogs,
  noLoss,
  nonmonotonicPoll,
  nonmonotonicSend,
  noStarvation,
  oneGeneration,
  phantom,
  pollSkip,
  queuesBounded,
  refusedMembersStop,
  replicasAgree,
  replicatedStays,
  requestsAnswered,
  revokedBeforeAssigned,
  unseen,
} from './checks.js';
export { FuzzError, type FuzzOptions, type FuzzSummary, fuzz } from './fuzz.js';
export type { ProcessedRecord, RunHistory } from './history.js';
export { invariant, type OwnInvariant } from './invariant.js';
export { type ScenarioOptions, scenarios } from './scenarios.js';
export { replay, TestScenario } from './test-scenario.js';
