import type { Bytes } from '../protocol/consumer-protocol.js';
import type { CoordinatorRequest, CoordinatorResponseBody } from './host.js';
import type { SupportedProtocols } from './state.js';

/*
 * What waits for the high watermark. All of these are classes, so that they stand in the state and are never drafted.
 */

/** The leader's assignment is written: it becomes the group's once committed. */
export class AssignmentWritten {
  readonly type = 'assignment';
  constructor(
    readonly groupId: string,
    readonly incarnation: number,
    readonly generationId: number,
    readonly leaderId: string,
    readonly assignments: ReadonlyMap<string, Bytes>,
  ) {}
}

/** A static member came back in a Stable group: answered once committed, undone if that fails. */
export class StaticMemberWritten {
  readonly type = 'static member';
  constructor(
    readonly groupId: string,
    readonly incarnation: number,
    readonly groupInstanceId: string,
    readonly oldMemberId: string,
    readonly newMemberId: string,
    readonly token: number,
    /** Version of the JoinGroup. */
    readonly version: number,
    readonly oldLeaderId: string | null,
    readonly oldProtocols: SupportedProtocols,
    readonly oldRebalanceTimeoutMs: number,
    readonly oldSessionTimeoutMs: number,
  ) {}
}

/** A group made by a JoinGroup is written: if that fails, a parked join hears of it. */
export class GroupCreated {
  readonly type = 'group created';
  constructor(readonly token: number) {}
}

export type Continuation = AssignmentWritten | StaticMemberWritten | GroupCreated;

/**
 * One operation that waits until its offset is committed.
 * Kafka: CoordinatorWriteEvent in the DeferredEventQueue.
 */
export class Deferred {
  constructor(
    /**
     * Who waits: a request with its answer in hand, a JoinGroup or SyncGroup that is parked apart and only hears of
     * a failure here, a DeleteGroups that has not begun, or the expiry pass.
     */
    readonly kind: 'request' | 'parked' | 'delete groups' | 'expiry',
    readonly endOffset: number,
    /** When it gives up, and its place among the timers of that instant. */
    readonly at: number,
    readonly seq: number,
    /** 0: no request. */
    readonly token: number,
    /** Which part of a split request it is; −1: the whole. */
    readonly part: number,
    /** What to answer a failure to. */
    readonly request: CoordinatorRequest | null,
    readonly response: CoordinatorResponseBody | null,
    readonly after: Continuation | null,
  ) {}
}

/** A split request whose parts have not all answered. A class: never drafted, replaced as parts come in. */
export class Merge {
  constructor(
    readonly api: 'OffsetFetch' | 'DeleteGroups',
    readonly parts: readonly (CoordinatorResponseBody | null)[],
  ) {}
}
