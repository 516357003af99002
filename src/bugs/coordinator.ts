import { hasAllMembersJoined } from '../coordinator/classic/group.js';
import { EMPTY_RESULT } from '../coordinator/context.js';
import { validateOffsetCommit } from '../coordinator/offsets/validate.js';
import { replay } from '../coordinator/replay.js';
import { type Bug, coordinatorBug as bug } from './bug.js';

/** Of the group coordinator. */
export const COORDINATOR_BUGS: readonly Bug[] = [
  bug(
    'commit-of-fenced-member-accepted',
    'admitsCommit',
    'A commit is stored whoever sends it, also from a member that was removed.',
    () => 'NONE',
  ),
  bug(
    'commit-without-generation-check',
    'admitsCommit',
    'A commit is stored whatever generation it is from, as long as its sender is a member.',
    (group, memberId, instanceId, generation) =>
      validateOffsetCommit(
        group,
        memberId,
        instanceId,
        generation < 0 ? generation : group.generationId,
        false,
      ),
  ),
  bug(
    'no-generation-check',
    'isCurrentGeneration',
    'Heartbeat and SyncGroup do not compare generations: a member that missed a rebalance is not told.',
    () => true,
  ),
  bug(
    'unknown-members-welcome',
    'validateMember',
    'Whoever names a group is taken for a member: nobody hears UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID.',
    () => 'NONE',
  ),
  bug(
    'session-timer-not-rearmed',
    'renewSession',
    'Heartbeats and commits do not renew the session: it ends one session timeout after the join.',
    () => undefined,
  ),
  bug(
    'session-never-expires',
    'sessionExpired',
    'A member that died stays in the group for ever, with its partitions.',
    () => EMPTY_RESULT,
  ),
  bug(
    'join-phase-does-not-wait',
    'hasEverybodyJoined',
    'The join phase ends with the first member that joins; the others are thrown out.',
    (group) => group.numAwaitingJoin > 0 || hasAllMembersJoined(group),
  ),
  bug(
    'missing-members-stay',
    'isMissing',
    'Members that have not joined in time stay in the group, and get partitions.',
    () => false,
  ),
  bug(
    'generation-stands-still',
    'nextGeneration',
    'All rebalances have the number of the first one.',
    (group) => Math.max(group.generationId, 1),
  ),
  bug(
    'assignment-kept-across-generations',
    'assignmentOf',
    "Each member keeps the first assignment it had, whatever the leader's new one says.",
    (member, assignments) =>
      member.assignment === '' ? (assignments.get(member.memberId) ?? '') : member.assignment,
  ),
  bug(
    'committed-offset-plus-one',
    'committed',
    'One more than the committed offset is stored.',
    (partition) => ({ ...partition, committedOffset: partition.committedOffset + 1 }),
  ),
  bug(
    'commit-answered-before-it-is-replicated',
    'waitsForReplication',
    'A commit is acknowledged as soon as the leader of __consumer_offsets has it.',
    () => false,
  ),
  bug(
    'offsets-not-loaded',
    'replayAtLoad',
    'After a failover the new coordinator knows the groups, but not their offsets.',
    (durable, record, ...rest) => {
      if (record.type !== 'OffsetCommit') replay(durable, record, ...rest);
    },
  ),
  bug(
    'offsets-loaded-without-tombstones',
    'replayAtLoad',
    'After a failover offsets are back that were deleted or had expired.',
    (durable, record, ...rest) => {
      if (record.type !== 'OffsetCommit' || record.value !== null) replay(durable, record, ...rest);
    },
  ),
  bug(
    'first-offset-loaded-wins',
    'replayAtLoad',
    'After a failover each partition has the first offset that was ever committed for it.',
    (durable, record, ...rest) => {
      if (record.type === 'OffsetCommit') {
        const { group, topic, partition } = record.key;
        if (durable.offsets.get(group)?.get(topic)?.has(partition)) return;
      }
      replay(durable, record, ...rest);
    },
  ),
];
