import type { Entry } from '../../../check/history.js';
import type { RemovalReason } from '../../../protocol/facts.js';
import type { TopicPartition } from '../../../protocol/topic-partition.js';
import type { FactOf } from '../../../protocol/trace.js';
import { amount, listText, partitionsText, shortened } from '../words.js';
import { configuredTime } from './configs.js';
import type { Story } from './story.js';

const GROUP_TYPES = [
  'group state',
  'member joined',
  'member removed',
  'static member replaced',
  'group assignment',
] as const;
type GroupEntry = Entry<(typeof GROUP_TYPES)[number]>;

/** What one event did to a group: who came and went, the state that follows, and who owns what. */
export function tellGroup(story: Story, entry: GroupEntry): void {
  const { event, fact } = entry;
  const { group } = fact;
  const entries = story.together(
    entry,
    GROUP_TYPES,
    (other) => other.event === event && other.fact.group === group,
  );
  const changes = entries.flatMap((other) => memberText(story, other));
  const state = entries.findLast((other) => other.type === 'group state');
  if (state?.fact.from === 'Dead') {
    tellRevived(story, state);
    return;
  }
  const assignment = entries.findLast((other) => other.type === 'group assignment');
  const moving = story.groups.onTheMove(group);
  const next = stateText(state?.fact, assignment?.fact, changes.length > 0, moving);
  for (const other of entries) story.groups.take(other.fact);
  const gone = entries.some(
    (other) => other.type === 'member removed' && !isCalm(other.fact.reason),
  );
  const text = [changes.join('; '), next].filter((part) => part !== '').join(': ');
  const joins = entries.every((other) => other.type === 'member joined');
  const crowd = joins ? `more members join` : '';
  story.sayOfGroup(entry, group, text, gone ? 'consequence' : '', crowd);
}

/** A coordinator has read the group from `__consumer_offsets`: what was not written there is forgotten. */
function tellRevived(story: Story, entry: Entry<'group state'>): void {
  const { group, to, generation, reason } = entry.fact;
  const { change, assignment, forgotten } = story.groups.revived(entry.fact);
  story.groups.take(entry.fact);
  if (generation === 0 && to === 'Empty') return; // it has offsets, and never had a member
  const is = change === 'still' ? `is still ${to}` : `is ${to}${change && ' again'}`;
  const owners = assignment === null ? '' : `: ${ownersText(assignment)}`;
  const lost =
    forgotten.length === 0
      ? ''
      : `; ${listText(forgotten)} ${forgotten.length === 1 ? 'is' : 'are'} forgotten`;
  const text = `generation ${generation} ${is}, ${reason}${owners}${lost}`;
  story.sayOfGroup(entry, group, text, lost === '' ? '' : 'consequence');
}

/** A member that goes of its own accord is no consequence of a fault. */
function isCalm(reason: RemovalReason): boolean {
  return reason === 'left' || reason === 'removed by operator';
}

function memberText(story: Story, { fact }: GroupEntry): string[] {
  switch (fact.type) {
    case 'member joined': {
      const { clientId, memberId, groupInstanceId } = fact;
      // A dynamic member asks twice: the first answer is MEMBER_ID_REQUIRED, and the id.
      if (groupInstanceId === null)
        return [`${clientId} joins with the member id ${memberId} that it was given`];
      return [`${clientId} joins as member ${memberId}, static as ${groupInstanceId}`];
    }
    case 'member removed': {
      if (fact.reason === 'left')
        return [`${fact.clientId} (${fact.memberId}) leaves (LeaveGroup)`];
      const why = removalText(story, fact.reason, fact.clientId);
      return [`${fact.clientId} (${fact.memberId}) is removed, ${why}`];
    }
    case 'static member replaced': {
      const { groupInstanceId, memberId, oldMemberId } = fact;
      return [`static member ${groupInstanceId} comes back: ${memberId} replaces ${oldMemberId}`];
    }
    default:
      return [];
  }
}

function removalText({ scenario }: Story, reason: RemovalReason, clientId: string): string {
  switch (reason) {
    case 'session expired':
      return `its session expired (no heartbeat${configuredTime(scenario, clientId, 'sessionTimeoutMs')})`;
    case 'left':
      return 'it left (LeaveGroup)';
    case 'removed by operator':
      return 'an operator removed it';
    case 'did not rejoin in time':
      return `it did not rejoin in time (no JoinGroup${configuredTime(scenario, clientId, 'maxPollIntervalMs')})`;
    case 'did not sync in time':
      return 'it did not send SyncGroup in time';
    case 'never completed its first join':
      return 'it never completed its first join';
    case 'group is full':
      return 'the group is full (group.max.size)';
    case 'coordinator resigned':
      return 'the coordinator moved';
  }
}

/** The state that the group enters. `explained`: its members' comings and goings say why. */
function stateText(
  state: FactOf<'group state'> | undefined,
  assignment: FactOf<'group assignment'> | undefined,
  explained: boolean,
  moving: readonly TopicPartition[],
): string {
  if (state === undefined) return assignment === undefined ? '' : ownersText(assignment);
  const { to, generation, reason } = state;
  const why = explained ? '' : `, ${reason}`;
  switch (to) {
    case 'PreparingRebalance': {
      const move = moving.length === 0 ? '' : ` so that others can take ${partitionsText(moving)}`;
      return `a rebalance begins${why}${explained ? '' : move} (PreparingRebalance)`;
    }
    case 'CompletingRebalance':
      return `generation ${generation} begins, ${reason}; its leader assigns partitions (CompletingRebalance)`;
    case 'Stable':
      if (assignment === undefined) return `generation ${generation} goes on${why} (Stable)`;
      return `generation ${generation} is Stable (${assignment.protocol}): ${ownersText(assignment)}`;
    case 'Empty':
      return `no member is left in generation ${generation} (Empty)`;
    default:
      return `${to}${why}`;
  }
}

function ownersText({ members }: FactOf<'group assignment'>): string {
  const clients = new Set(members.map((member) => member.clientId));
  const distinct = clients.size === members.length;
  const idle = members.filter((member) => member.partitions.length === 0);
  const busy = members.filter((member) => member.partitions.length > 0);
  const name = (member: (typeof members)[number]) => (distinct ? member.clientId : member.memberId);
  const owners = busy.map((member) => `${name(member)} owns ${partitionsText(member.partitions)}`);
  if (idle.length > 3) owners.push(`${amount(idle.length, 'member')} own nothing`);
  else if (idle.length > 0) {
    owners.push(`${listText(idle.map(name))} ${idle.length === 1 ? 'owns' : 'own'} nothing`);
  }
  return owners.length === 0 ? 'nobody owns anything' : shortened(owners);
}
