import type { CoordinatorApi, CoordinatorRequests } from '../../src/coordinator/host.js';
import type { ClassicGroup, ClassicMember } from '../../src/coordinator/state.js';
import { assignment, type CoordinatorBench, subscription } from './coordinator-bench.js';

/** A number from 0 to below `n`. */
export type Dice = (n: number) => number;

export interface HistoryOptions {
  /** Held replication and failing appends. */
  readonly storageTrouble: boolean;
  readonly failovers: boolean;
}

const STORAGE_ERRORS = [
  'NOT_ENOUGH_REPLICAS',
  'NOT_LEADER_OR_FOLLOWER',
  'MESSAGE_TOO_LARGE',
  'REQUEST_TIMED_OUT',
];

type Body<A extends CoordinatorApi> = Partial<CoordinatorRequests[A]>;

/**
 * Clients, an operator and the world, by dice: what they do mostly fits the state that the group is in, so that a
 * history gets somewhere.
 */
export class RandomHistory {
  #held = false;
  #away = false;

  constructor(
    private readonly bench: CoordinatorBench,
    private readonly dice: Dice,
    private readonly options: HistoryOptions,
  ) {}

  /** One thing happens, after some time. */
  step(): void {
    this.bench.sleep(this.#delay());
    if (this.#away) {
      if (this.#chance(60)) this.#comeBack();
      else this.#request();
    } else if (this.#held && this.#chance(25)) this.#release();
    else if (this.#chance(88)) this.#request();
    else this.#world();
  }

  /** Leaves nothing held or away. */
  end(): void {
    if (this.#away) this.#comeBack();
    if (this.#held) this.#release();
  }

  // --- choosing ---

  #chance(percent: number): boolean {
    return this.dice(100) < percent;
  }

  #pick<T>(...values: readonly [T, ...T[]]): T {
    return values[this.dice(values.length)] ?? values[0];
  }

  #delay(): number {
    const d = this.dice(100);
    if (d < 55) return this.dice(10);
    if (d < 85) return 10 + this.dice(600);
    if (d < 97) return 600 + this.dice(5_000);
    return 5_000 + this.dice(60_000);
  }

  #send<A extends CoordinatorApi>(api: A, body: Body<A>, clientId: string, version?: number): void {
    const options = version === undefined ? { clientId } : { clientId, version };
    this.bench.send(api, body, options);
  }

  // --- the world ---

  #world(): void {
    const { storageTrouble, failovers } = this.options;
    const d = this.dice(10);
    if (d < 3 && storageTrouble && !this.#held) {
      this.#held = true;
      this.bench.hold();
    } else if (d < 5 && storageTrouble) {
      this.bench.failNextAppend(this.#pick('NOT_ENOUGH_REPLICAS', ...STORAGE_ERRORS));
    } else if (d < 8 && failovers) this.bench.failover();
    else if (d < 9 && failovers && !this.#held) {
      this.#away = true;
      this.bench.unload();
    } else this.#operate();
  }

  #comeBack(): void {
    this.#away = false;
    this.bench.load();
  }

  #release(): void {
    this.#held = false;
    this.bench.release();
  }

  #operate(): void {
    const d = this.dice(6);
    if (d === 0) this.#send('DeleteGroups', { groupsNames: ['g', 'h'] }, 'admin');
    else if (d === 1) this.#send('DescribeGroups', { groups: ['g', 'h'] }, 'admin');
    else if (d === 2) this.#send('ListGroups', {}, 'admin');
    else if (d === 3) {
      const members = [{ memberId: '', groupInstanceId: this.#pick('i1', 'i2'), reason: null }];
      this.#send('LeaveGroup', { members }, 'admin');
    } else if (d === 4) {
      const partitions = [{ partitionIndex: 0 }, { partitionIndex: 1 }];
      const topics = [{ name: this.#pick('orders', 'emails'), partitions }];
      this.#send('OffsetDelete', { topics }, 'admin');
    } else {
      const requireStable = this.#chance(50);
      this.#send(
        'OffsetFetch',
        { groups: [{ groupId: 'g', topics: null }], requireStable },
        'admin',
      );
    }
  }

  // --- clients ---

  #request(): void {
    const groupId = this.#chance(90) ? 'g' : 'h';
    const group = this.#away ? undefined : this.bench.group(groupId);
    const d = this.dice(100);
    if (d < 6) this.#commitAsAnybody(groupId);
    else if (d < 12) this.#transaction(groupId);
    else if (group === undefined || group.members.size === 0) this.#joinAnew(groupId, group);
    else this.#act(groupId, group);
  }

  #act(groupId: string, group: ClassicGroup): void {
    const member = [...group.members.values()][this.dice(group.members.size)];
    if (member === undefined) return;
    const d = this.dice(100);
    switch (group.state) {
      case 'PreparingRebalance':
        if (d < 45) this.#rejoin(group, member);
        else if (d < 65) this.#joinAnew(groupId, group);
        else this.#common(group, member);
        return;
      case 'CompletingRebalance':
        if (d < 60) this.#sync(group, member);
        else if (d < 68) this.#rejoin(group, member);
        else if (d < 74) this.#joinAnew(groupId, group);
        else this.#common(group, member);
        return;
      default:
        if (d < 12) this.#rejoin(group, member);
        else if (d < 24) this.#joinAnew(groupId, group);
        else if (d < 36) this.#sync(group, member);
        else this.#common(group, member);
    }
  }

  #common(group: ClassicGroup, member: ClassicMember): void {
    const { groupId } = group;
    const ids = this.#ids(group, member);
    const d = this.dice(100);
    if (d < 40) this.#send('Heartbeat', { groupId, ...ids }, member.clientId);
    else if (d < 80) this.#commit(groupId, ids, member.clientId);
    else {
      const { memberId, groupInstanceId } = ids;
      const members = [{ memberId, groupInstanceId, reason: null }];
      if (this.#chance(20))
        members.push({ memberId: 'nobody', groupInstanceId: null, reason: null });
      this.#send('LeaveGroup', { groupId, members }, member.clientId);
    }
  }

  /** Mostly the right ids. */
  #ids(group: ClassicGroup, member: ClassicMember) {
    const wrong = this.#chance(12) ? this.dice(4) : -1;
    const { groupInstanceId } = member;
    return {
      generationId: group.generationId + (wrong === 0 ? this.#pick(-1, 1) : 0),
      memberId: wrong === 1 ? this.#pick('nobody', 'c1-1', 'i1-1') : member.memberId,
      groupInstanceId: wrong === 2 ? this.#pick('i1', 'i9') : wrong === 3 ? null : groupInstanceId,
    };
  }

  #join(groupId: string): Body<'JoinGroup'> {
    const topics = this.#chance(70) ? ['orders'] : ['emails', 'orders'];
    const metadata = this.#chance(97) ? subscription(...topics) : 'base64:AQID';
    const names = this.#pick(
      ['range'],
      ['range'],
      ['range', 'sticky'],
      ['sticky', 'roundrobin', 'range'],
    );
    return {
      groupId,
      sessionTimeoutMs: this.#pick(6_000, 10_000, 30_000),
      rebalanceTimeoutMs: this.#pick(500, 3_000, 10_000),
      protocols: names.map((name) => ({ name, metadata })),
    };
  }

  #joinAnew(groupId: string, group: ClassicGroup | undefined): void {
    const n = 1 + this.dice(4);
    if (this.#chance(35)) {
      const groupInstanceId = `i${1 + this.dice(2)}`;
      const version = this.#pick(9, 9, 7);
      this.#send('JoinGroup', { ...this.#join(groupId), groupInstanceId }, `c${n}`, version);
      return;
    }
    const pending = [...(group?.pendingJoinMembers.keys() ?? [])][0];
    const memberId = pending !== undefined && this.#chance(75) ? pending : '';
    const clientId = memberId === '' ? `c${n}` : (memberId.split('-')[0] ?? '');
    this.#send('JoinGroup', { ...this.#join(groupId), memberId }, clientId, this.#pick(9, 9, 9, 3));
  }

  #rejoin(group: ClassicGroup, member: ClassicMember): void {
    const { groupId } = group;
    const { memberId, groupInstanceId } = this.#ids(group, member);
    const { rebalanceTimeoutMs, sessionTimeoutMs } = member;
    const same = { rebalanceTimeoutMs, sessionTimeoutMs, protocols: [...member.protocols.list] };
    const body = this.#chance(65) ? { groupId, ...same } : this.#join(groupId);
    this.#send('JoinGroup', { ...body, memberId, groupInstanceId }, member.clientId);
  }

  #sync(group: ClassicGroup, member: ClassicMember): void {
    const assignments = [...group.members.keys()].map((memberId, p) => {
      return { memberId, assignment: assignment('orders', p % 4) };
    });
    const leads = group.leaderId === member.memberId;
    const body = {
      groupId: group.groupId,
      ...this.#ids(group, member),
      protocolName: group.protocolName ?? 'range',
      assignments: leads ? assignments.slice(this.dice(2)) : [],
    };
    this.#send('SyncGroup', body, member.clientId);
  }

  #commit(
    groupId: string,
    ids: { generationId: number; memberId: string; groupInstanceId: string | null },
    clientId: string,
  ): void {
    const { generationId: generationIdOrMemberEpoch, memberId, groupInstanceId } = ids;
    const who = { generationIdOrMemberEpoch, memberId, groupInstanceId };
    this.#send('OffsetCommit', { groupId, ...who, topics: this.#offsets() }, clientId);
  }

  #offsets() {
    const partition = {
      partitionIndex: this.dice(2),
      committedOffset: this.dice(1000),
      committedLeaderEpoch: this.#pick(-1, 3),
      committedMetadata: this.#pick('', 'm', 'rather long'),
    };
    return [{ name: this.#pick('orders', 'emails'), topicId: '', partitions: [partition] }];
  }

  #commitAsAnybody(groupId: string): void {
    const topics = this.#offsets();
    if (this.#chance(75)) this.#send('OffsetCommit', { groupId, topics }, 'admin');
    else {
      const retentionTimeMs = 1_000 * (1 + this.dice(100));
      const old = topics.map((topic) => ({
        ...topic,
        partitions: topic.partitions.map((p) => ({ ...p, committedLeaderEpoch: -1 })),
      }));
      this.#send('OffsetCommit', { groupId, topics: old, retentionTimeMs }, 'admin', 4);
    }
  }

  #transaction(groupId: string): void {
    const producerId = 1 + this.dice(2);
    if (this.#chance(60)) {
      const topics = this.#offsets();
      this.#send('TxnOffsetCommit', { groupId, producerId, topics }, 'p');
    } else {
      const committed = this.#chance(65);
      this.#send('CompleteTransaction', { producerId, committed, timeoutMs: 5_000 }, 'txn');
    }
  }
}
