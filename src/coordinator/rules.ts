import type { OffsetCommitPartition } from '../protocol/api/offset-commit.js';
import type { Bytes } from '../protocol/consumer-protocol.js';
import type { ErrorName } from '../protocol/errors.js';
import { sessionExpired } from './classic/expire.js';
import { hasAllMembersJoined } from './classic/group.js';
import { validateMember } from './classic/validate.js';
import { type CoordinatorContext, type CoordinatorResult, rearmSession } from './context.js';
import { validateOffsetCommit } from './offsets/validate.js';
import { replay } from './replay.js';
import type { ClassicGroup, ClassicMember } from './state.js';

/**
 * The rules of the coordinator that a planted bug may replace (src/bugs). A world is made with them and keeps them. A
 * class: never drafted, and its right form is one shape that the engine sees through.
 */
export class CoordinatorRules {
  /** `over` replaces rules by name; nothing: those of Kafka. */
  constructor(over: Partial<CoordinatorRules> = {}) {
    Object.assign(this, over);
  }

  validateMember(group: ClassicGroup, memberId: string, instanceId: string | null): ErrorName {
    return validateMember(group, memberId, instanceId);
  }

  /** Of Heartbeat and SyncGroup. */
  isCurrentGeneration(group: ClassicGroup, generationId: number): boolean {
    return generationId === group.generationId;
  }

  /** Who may commit, outside transactions. */
  admitsCommit(
    group: ClassicGroup,
    memberId: string,
    instanceId: string | null,
    generationId: number,
  ): ErrorName {
    return validateOffsetCommit(group, memberId, instanceId, generationId, false);
  }

  /** A heartbeat or a commit gives a member its full session again. */
  renewSession(ctx: CoordinatorContext, member: ClassicMember): void {
    rearmSession(ctx, member);
  }

  sessionExpired(ctx: CoordinatorContext, group: ClassicGroup, memberId: string) {
    return sessionExpired(ctx, group, memberId) as CoordinatorResult;
  }

  /** The join phase may end before its timer. */
  hasEverybodyJoined(group: ClassicGroup): boolean {
    return hasAllMembersJoined(group);
  }

  /** Each member's dynamic id that has not joined again when the phase ends is out. */
  isMissing(member: ClassicMember): boolean {
    return member.joinToken === 0 && member.groupInstanceId === null;
  }

  nextGeneration(group: ClassicGroup): number {
    return group.generationId + 1;
  }

  /** What a member gets of the leader's assignment. */
  assignmentOf(member: ClassicMember, assignments: ReadonlyMap<string, Bytes>): Bytes {
    return assignments.get(member.memberId) ?? '';
  }

  /** What is stored for a partition of an OffsetCommit. */
  committed(partition: OffsetCommitPartition): OffsetCommitPartition {
    return partition;
  }

  /** Whether an answer waits until its records are replicated. */
  waitsForReplication(): boolean {
    return true;
  }

  /** One record of `__consumer_offsets`, when a partition of it is loaded. */
  replayAtLoad(...args: Parameters<typeof replay>): void {
    replay(...args);
  }
}
