import type { Entry } from '../../../check/history.js';
import type { TopicPartition } from '../../../protocol/topic-partition.js';
import { amount, listText, offsetsText, partitionsText } from '../words.js';
import { groupActor, isInternal, type Story } from './story.js';

type ClusterEntry = Entry<
  | 'topic created'
  | 'topic deleted'
  | 'partitions added'
  | 'leader elected'
  | 'log start raised'
  | 'log compacted'
  | 'truncated'
>;

/** Topics, leaders and logs. */
export function tellCluster(story: Story, entry: ClusterEntry): void {
  const { node } = entry;
  switch (entry.type) {
    case 'topic created': {
      const { topic, partitions } = entry.fact;
      story.say(entry, node, `creates topic ${topic}: ${amount(partitions, 'partition')}`);
      return;
    }
    case 'topic deleted':
      story.say(entry, node, `deletes topic ${entry.fact.topic}`);
      return;
    case 'partitions added': {
      const { topic, partitions } = entry.fact;
      story.say(entry, node, `gives topic ${topic} more: ${partitions} partitions now`);
      return;
    }
    case 'leader elected':
      tellElections(story, entry);
      return;
    case 'log start raised': {
      if (!entry.fact.leads) return; // what its leader does is what readers see
      const { tp, logStartOffset, cause } = entry.fact;
      const text = `drops the records of ${tp.key} below offset ${logStartOffset} (${cause})`;
      story.say(entry, node, text, cause === 'DeleteRecords' ? '' : 'consequence');
      return;
    }
    case 'log compacted':
      if (entry.fact.leads) story.say(entry, node, compactedText(entry));
      return;
    case 'truncated': {
      const { tp, offset, cause } = entry.fact;
      if (isInternal(tp.topic)) return;
      const gone = `what it had from offset ${offset} on is gone`;
      const text =
        cause === 'diverged'
          ? `truncates its copy of ${tp.key}: ${gone}`
          : `loses what its disk did not keep of ${tp.key}: ${gone}`;
      story.say(entry, node, text, 'consequence');
      return;
    }
  }
}

function compactedText({ fact }: Entry<'log compacted'>): string {
  const { tp, upTo, superseded, tombstones } = fact;
  const count = (ranges: readonly { readonly from: number; readonly to: number }[]) =>
    ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const gone: string[] = [];
  if (superseded.length > 0) gone.push(`${amount(count(superseded), 'superseded record')}`);
  if (tombstones.length > 0) gone.push(`${amount(count(tombstones), 'old tombstone')}`);
  return `compacts ${tp.key} below offset ${upTo}: ${listText(gone)} gone`;
}

/** One election round is one line a leader, `__consumer_offsets` only counted. */
function tellElections(story: Story, entry: Entry<'leader elected'>): void {
  const elected = story.together(entry, ['leader elected'], (other) => other.event === entry.event);
  const byLeader = new Map<number, Entry<'leader elected'>[]>();
  for (const one of elected) {
    byLeader.set(one.fact.leader, [...(byLeader.get(one.fact.leader) ?? []), one]);
  }
  for (const [leader, entries] of byLeader) {
    const what = ledText(entries.map(({ fact }) => fact.tp));
    const unclean = entries.some(({ fact }) => !fact.clean)
      ? ' (unclean: records may be lost)'
      : '';
    if (leader < 0) {
      story.say(entry, entry.node, `finds no broker to lead ${what}`, 'consequence');
    } else {
      const mark = unclean === '' ? '' : 'consequence';
      story.say(entry, entry.node, `makes broker-${leader} the leader of ${what}${unclean}`, mark);
    }
  }
}

/** Partitions of a reader's topics by name, those of `__consumer_offsets` only counted. */
export function ledText(partitions: readonly TopicPartition[]): string {
  const own = partitions.filter(({ topic }) => !isInternal(topic));
  const internal = partitions.length - own.length;
  const parts = own.length === 0 ? [] : [partitionsText(own)];
  if (internal > 0) parts.push(`${amount(internal, 'partition')} of __consumer_offsets`);
  return listText(parts);
}

/** Loading and unloading of `__consumer_offsets`: only what it means for the groups of this run. */
export function tellCoordinator(
  story: Story,
  entry: Entry<'coordinator loading' | 'coordinator loaded' | 'coordinator unloaded'>,
): void {
  const { node, type, fact } = entry;
  const groups = story.groupsOf.get(fact.partition) ?? [];
  if (type === 'coordinator loading' || groups.length === 0) return;
  const names = listText(groups.map(groupActor));
  if (type === 'coordinator unloaded') {
    story.say(entry, node, `is no longer the coordinator of ${names}`, 'consequence');
    return;
  }
  const before = groups.map((group) => story.coordinators.get(group));
  for (const group of groups) story.coordinators.set(group, node);
  const [former] = before;
  const change =
    former === undefined ? '' : former === node ? ' again' : `, in the place of ${former}`;
  const where = `(it has loaded __consumer_offsets-${fact.partition})`;
  story.say(entry, node, `is the coordinator of ${names}${change} ${where}`);
}

const ACTIONS = {
  'reset offsets': 'resets the offsets of',
  'alter offsets': 'alters the offsets of',
  'delete offsets': 'deletes offsets of',
  'delete group': 'deletes',
  'remove member': 'removes a member of',
} as const;

type OperatorEntry = Entry<
  'operator' | 'cluster tool refused' | 'offsets removed' | 'group deleted'
>;

const ASKED = {
  'create topic': 'asks for a topic',
  'delete topic': 'asks to delete topic',
  'add partitions': 'asks for more partitions of',
  'elect leader': 'asks for an election of the leader of',
  reassign: 'asks for other replicas of',
  'delete records': 'asks to delete records of',
} as const;

/** What Kafka's tools did, and what became of offsets and groups. */
export function tellOperator(story: Story, entry: OperatorEntry): void {
  switch (entry.type) {
    case 'operator': {
      const { action, group, offsets, error } = entry.fact;
      const what = `${ACTIONS[action]} ${groupActor(group)}`;
      const to =
        offsets.length === 0 || action === 'delete offsets' ? '' : `: ${offsetsText(offsets)}`;
      if (error === 'NONE') {
        story.say(entry, entry.node, `${what}${to}`);
        return;
      }
      story.say(entry, entry.node, `${what}${to}, but is refused: ${error}`, 'consequence');
      return;
    }
    case 'cluster tool refused': {
      const { action, subject, error } = entry.fact;
      const text = `${ASKED[action]} ${subject}, but is refused: ${error}`;
      story.say(entry, entry.node, text, 'consequence');
      return;
    }
    case 'offsets removed': {
      const { group, partitions, cause } = entry.fact;
      story.hands.removed(group, partitions);
      const text = `forgets the committed offsets of ${partitionsText(partitions)} (${cause})`;
      story.say(entry, groupActor(group), text, cause === 'expired' ? 'consequence' : '');
      return;
    }
    case 'group deleted': {
      const { group, cause } = entry.fact;
      const why = cause === 'expired' ? 'nothing is left of it' : 'by an operator';
      story.say(entry, groupActor(group), `is deleted (${why})`);
      return;
    }
  }
}
