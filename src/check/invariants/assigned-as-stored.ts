import { found } from '../found.js';
import type { Entry, GroupHistory } from '../history.js';
import { StaticIds } from '../static-ids.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * A coordinator that took over may know an assignment that the old one had stored and not yet told: then it is known
 * only that there is such a generation.
 */
export const assignedAsStored: Check = {
  name: 'assigned-as-stored',
  sentence:
    'A member takes over what the stored assignment of its generation gives it, and nothing else.',
  reference: 'classic-group.md (SyncGroup); GroupMetadataManager.classicGroupSync',
  run(history, _ending, options) {
    const findings = groupsToJudge(history, options).flatMap(takenOtherwise);
    return verdict(assignedAsStored, findings, [], []);
  },
};

function takenOtherwise(group: GroupHistory): Finding[] {
  const stored = new Map<number, Entry<'group assignment'>[]>();
  const loaded = new Set<number>();
  const statics = new StaticIds();
  const findings: Finding[] = [];
  for (const entry of group.membership) {
    if (entry.type === 'group assignment') {
      const { generation } = entry.fact;
      stored.set(generation, [...(stored.get(generation) ?? []), entry]);
    } else if (entry.type === 'group state' && entry.fact.from === 'Dead') {
      loaded.add(entry.fact.generation);
    } else if (entry.type === 'static member replaced') {
      statics.replaced(entry);
    } else if (entry.type === 'assigned') {
      const given = stored.get(entry.fact.generation) ?? [];
      const why = given.length > 0 ? beyond(entry, given, statics) : '';
      if (why !== '') findings.push(tell(group, entry, why));
      else if (given.length === 0 && !loaded.has(entry.fact.generation))
        findings.push(tell(group, entry, 'no assignment of that generation was ever stored'));
    }
  }
  return findings;
}

/** After a failover a generation may have been given out twice: one of them must fit. */
function beyond(
  { fact }: Entry<'assigned'>,
  given: readonly Entry<'group assignment'>[],
  statics: StaticIds,
): string {
  const ids = statics.of(fact.memberId);
  const more = given.map((entry) => {
    const own = entry.fact.members.find((member) => ids.has(member.memberId));
    const keys = new Set((own?.partitions ?? []).map((tp) => tp.key));
    return fact.owned.filter((tp) => !keys.has(tp.key));
  });
  if (more.some((tps) => tps.length === 0)) return '';
  const names = (more.at(-1) ?? []).map((tp) => tp.key).join(', ');
  return `what is stored for it does not have ${names}`;
}

function tell({ group }: GroupHistory, entry: Entry<'assigned'>, why: string): Finding {
  const { memberId, generation, owned } = entry.fact;
  const has = owned.length === 0 ? 'nothing' : owned.map((tp) => tp.key).join(', ');
  const sentence =
    `${entry.node} (${memberId}) took over ${has} in generation ${generation} at ${words.seconds(entry.at)}, but ` +
    `${why}.`;
  return found(sentence, entry, { group, cause: 'group' });
}
