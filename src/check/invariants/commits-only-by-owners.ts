import { found } from '../found.js';
import type { Entry, GroupHistory } from '../history.js';
import { StaticIds } from '../static-ids.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * The coordinator asks for member and generation only, not for the partition: clients keep this rule. A partition that
 * nobody has in a generation is one that is being handed over: its old owner commits it when it revokes it (KIP-429).
 * Without membership (assign(), an operator) anybody commits anything.
 */
export const commitsOnlyByOwners: Check = {
  name: 'commits-only-by-owners',
  sentence:
    'No commit of a member is stored for a partition that belongs to another member in its generation.',
  reference: 'offsets.md §4.2; classic-group.md (validateOffsetCommit)',
  run(history, _ending, options) {
    const findings = groupsToJudge(history, options).flatMap(strangers);
    return verdict(commitsOnlyByOwners, findings, [], []);
  },
};

function strangers(group: GroupHistory): Finding[] {
  const owners = new Owners(group);
  const findings: Finding[] = [];
  // One fact for all its partitions, told in each place.
  for (const place of group.partitions.values()) {
    const { key } = place.partition.tp;
    for (const { entry, offset } of place.stored) {
      const owner = owners.other(entry, key);
      if (owner === undefined) continue;
      const { clientId, generation } = entry.fact;
      const sentence =
        `${clientId}'s commit of offset ${offset} of ${key}, stored at ${words.seconds(entry.at)}, is of generation ` +
        `${generation}, in which ${owner} has that partition.`;
      findings.push(found(sentence, entry, { group: group.group, cause: 'client' }));
    }
  }
  return findings;
}

/** Who was given what, by generation. After a failover a generation may have been given out twice. */
class Owners {
  private readonly byGeneration = new Map<number, Entry<'group assignment'>[]>();
  private readonly statics = new StaticIds();

  constructor({ membership }: GroupHistory) {
    for (const entry of membership) {
      if (entry.type === 'static member replaced') this.statics.replaced(entry);
      if (entry.type !== 'group assignment') continue;
      const { generation } = entry.fact;
      const list = this.byGeneration.get(generation);
      if (list === undefined) this.byGeneration.set(generation, [entry]);
      else list.push(entry);
    }
  }

  /** The client that has the partition instead of the one that committed it. */
  other({ seq, fact }: Entry<'offsets stored'>, key: string): string | undefined {
    if (fact.memberId === '' || fact.memberId === 'operator') return undefined;
    const given = (this.byGeneration.get(fact.generation) ?? []).filter((e) => e.seq < seq);
    const owners = given.map((entry) =>
      entry.fact.members.find((m) => m.partitions.some((tp) => tp.key === key)),
    );
    const own = this.statics.of(fact.memberId);
    if (owners.some((owner) => owner === undefined || own.has(owner.memberId))) return undefined;
    return owners.at(-1)?.clientId;
  }
}
