import { faultsBetween } from '../faults.js';
import type { Entry, GroupHistory, History } from '../history.js';
import { type Overlap, Ownership } from '../ownership.js';
import type { Check, Finding, NamedFault } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Partitions taken by assign() are exempt: Kafka lets several consumers read them. A process that was removed
 * from the group and does not know it yet is a zombie: named in the notes, accused of nothing.
 */
export const exclusiveOwnership: Check = {
  name: 'exclusive-ownership',
  sentence:
    'In one generation of a group a partition has at most one owner, and an owner gives it up before another ' +
    'member gets it, unless it was removed from the group.',
  reference: 'KIP-429; consumer-client.md §18 (4); classic-group.md',
  run(history, _ending, options) {
    const violations: Finding[] = [];
    const zombies: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      for (const entry of group.membership) {
        if (entry.type === 'group assignment') violations.push(...givenTwice(group, entry));
      }
      for (const overlap of new Ownership(history).run(group)) {
        const list = overlap.kind === 'zombie' ? zombies : violations;
        list.push(tell(history, group, overlap));
      }
    }
    return verdict(exclusiveOwnership, violations, [], zombies);
  },
};

/** The assignor gave a partition to two members. */
function givenTwice(group: GroupHistory, entry: Entry<'group assignment'>): Finding[] {
  const owners = new Map<string, string>();
  const findings: Finding[] = [];
  for (const member of entry.fact.members) {
    for (const tp of member.partitions) {
      const other = owners.get(tp.key);
      owners.set(tp.key, member.clientId);
      if (other === undefined) continue;
      const { generation, protocol } = entry.fact;
      findings.push({
        sentence:
          `The assignment of generation ${generation} (${protocol}), stored at ${words.seconds(entry.at)}, ` +
          `gives ${tp.key} both to ${other} and to ${member.clientId}.`,
        at: entry.at,
        event: entry.event,
        group: group.group,
        cause: 'assignor',
        records: [],
        commit: null,
        faults: [],
      });
    }
  }
  return findings;
}

function tell(history: History, group: GroupHistory, overlap: Overlap): Finding {
  const { kind, tp, earlier, later } = overlap;
  const faults = faultsBetween(history, earlier.node, tp.key, earlier.entry.seq, later.entry.seq);
  return {
    sentence: sentenceOf(group, overlap, faults),
    at: later.entry.at,
    event: later.entry.event,
    group: group.group,
    cause: kind === 'zombie' ? 'zombie' : 'group',
    records: [],
    commit: null,
    faults,
  };
}

function sentenceOf(
  group: GroupHistory,
  { kind, tp, earlier, later }: Overlap,
  faults: readonly NamedFault[],
): string {
  const got = `${later.node} got ${tp.key} in generation ${later.generation} at ${words.seconds(later.entry.at)}`;
  const why = faults.length > 0 ? ` (${words.faultsText(faults)})` : '';
  const since = words.seconds(earlier.entry.at);
  switch (kind) {
    case 'same generation':
      return `${got}, which ${earlier.node} owns in the same generation since ${since}.`;
    case 'not given up':
      return (
        `${got}, but ${earlier.node}, a member of that generation too, had it since ${since} ` +
        `(generation ${earlier.generation}) and had not given it up.`
      );
    case 'zombie':
      return (
        `${earlier.node} was a zombie: ${got} while ${earlier.node} still took it for its own, since ${since}` +
        `${why}. ${group.group} refuses its commits, but what it still processes is processed twice.`
      );
  }
}
