/** What a coordinator timer does when it fires, as data. A class, so that members may hold theirs undrafted. */
export class CoordinatorTimer {
  constructor(
    readonly kind: 'session' | 'initial join' | 'join' | 'sync' | 'expiry',
    /** Arming a key replaces its previous deadline. */
    readonly key: string,
    readonly partition: number,
    readonly groupId: string,
    readonly memberId: string,
    /** Initial join: the delay just used, and what is left of the rebalance timeout. */
    readonly delayMs: number,
    readonly remainingMs: number,
    /** Sync: the generation that is waited for. */
    readonly generationId: number,
  ) {}
}

/** The life of a member, also of one that is only pending. */
export function sessionTimer(
  partition: number,
  groupId: string,
  memberId: string,
): CoordinatorTimer {
  const key = sessionKey(partition, groupId, memberId);
  return new CoordinatorTimer('session', key, partition, groupId, memberId, 0, 0, 0);
}

export function sessionKey(partition: number, groupId: string, memberId: string): string {
  return `session ${partition} ${groupId.length} ${groupId} ${memberId}`;
}

/** The join phase of a group: one key for the initial delay and for later rounds. */
export function joinTimer(partition: number, groupId: string): CoordinatorTimer {
  return new CoordinatorTimer('join', joinKey(partition, groupId), partition, groupId, '', 0, 0, 0);
}

export function initialJoinTimer(
  partition: number,
  groupId: string,
  delayMs: number,
  remainingMs: number,
): CoordinatorTimer {
  const key = joinKey(partition, groupId);
  return new CoordinatorTimer('initial join', key, partition, groupId, '', delayMs, remainingMs, 0);
}

export function joinKey(partition: number, groupId: string): string {
  return `join ${partition} ${groupId}`;
}

/** The sync phase of a group. */
export function syncTimer(
  partition: number,
  groupId: string,
  generationId: number,
): CoordinatorTimer {
  const key = syncKey(partition, groupId);
  return new CoordinatorTimer('sync', key, partition, groupId, '', 0, 0, generationId);
}

export function syncKey(partition: number, groupId: string): string {
  return `sync ${partition} ${groupId}`;
}

/** The shard's pass over expired offsets and empty groups. */
export function expiryTimer(partition: number): CoordinatorTimer {
  return new CoordinatorTimer('expiry', `expiry ${partition}`, partition, '', '', 0, 0, 0);
}
