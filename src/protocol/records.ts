import type { Bytes } from './consumer-protocol.js';

/** Key of an offset commit in `__consumer_offsets` (key version 1). */
export interface OffsetCommitKey {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/**
 * A committed offset. Written as value version 1 if it has an expire timestamp (then without leader epoch and
 * topic id), else 4. A class, so that states and messages may share it.
 */
export class OffsetCommitValue {
  constructor(
    /** The next offset to read. */
    readonly offset: number,
    /** −1: unknown. */
    readonly leaderEpoch: number,
    readonly metadata: string,
    readonly commitTimestamp: number,
    /** −1: the broker's retention applies. */
    readonly expireTimestamp: number,
    /** '' if unknown. */
    readonly topicId: string,
  ) {}
}

/** Key of a classic group's state in `__consumer_offsets` (key version 2). */
export interface GroupMetadataKey {
  readonly group: string;
}

/** Kafka's GroupMetadataValue.MemberMetadata. */
export interface GroupMetadataMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** −1: the session timeout is used on load. */
  readonly rebalanceTimeout: number;
  readonly sessionTimeout: number;
  readonly subscription: Bytes;
  readonly assignment: Bytes;
}

/** Kafka's GroupMetadataValue, written as version 3. A class, so that states and messages may share it. */
export class GroupMetadataValue {
  constructor(
    /** '' if none. */
    readonly protocolType: string,
    readonly generation: number,
    readonly protocol: string | null,
    readonly leader: string | null,
    /** −1: unknown. */
    readonly currentStateTimestamp: number,
    readonly members: readonly GroupMetadataMember[],
  ) {}
}

/** A record of `__consumer_offsets`. A null value is a tombstone; a type of a later Kafka is skipped on load. */
export type CoordinatorRecord =
  | {
      readonly type: 'OffsetCommit';
      readonly key: OffsetCommitKey;
      readonly valueVersion: number;
      readonly value: OffsetCommitValue | null;
    }
  | {
      readonly type: 'GroupMetadata';
      readonly key: GroupMetadataKey;
      readonly valueVersion: number;
      readonly value: GroupMetadataValue | null;
    }
  | {
      readonly type: 'Unknown';
      readonly key: { readonly version: number };
      readonly valueVersion: number;
      readonly value: null;
    };
