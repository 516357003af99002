import type { ConsumerEnding, Ending } from '../ending.js';
import { found } from '../found.js';
import type { FaultEntry, GroupHistory, History } from '../history.js';
import { isSettled } from '../settled.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * A member without a partition is not starved: there may be more members than partitions, and `range` gives a member
 * nothing of three topics of one partition each. Starved is who never gets in. Whom a full group, a fenced id or an
 * exception keeps out has had its answer.
 */
export const noStarvation: Check = {
  name: 'no-starvation',
  sentence:
    'A consumer that subscribes, runs and polls is a member of its group in the end, unless it was told why not.',
  reference: 'classic-group.md (joins); consumer-client.md §18',
  run(history, ending, options) {
    const starved: Finding[] = [];
    const open: Finding[] = [];
    const settled = isSettled(history, ending, options);
    for (const group of groupsToJudge(history, options)) {
      const end = ending.groups.find((g) => g.group === group.group);
      for (const consumer of ending.consumers) {
        if (consumer.group !== group.group || !wantsIn(history, group, consumer)) continue;
        if (end?.members.includes(consumer.node)) continue;
        const list = settled && ending.brokersDown.length === 0 ? starved : open;
        list.push(tell(group, consumer, ending));
      }
    }
    return verdict(noStarvation, starved, open, []);
  },
};

function wantsIn(history: History, group: GroupHistory, { node, state }: ConsumerEnding): boolean {
  if (state !== 'running') return false;
  const subscribed = group.subscriptions.findLast((entry) => entry.node === node);
  if (subscribed === undefined) return false;
  const since = (fault: FaultEntry) => fault.seq > subscribed.seq && TOLD.has(fault.type);
  return !(history.faults.get(node) ?? []).some(since);
}

/** After these it is out by its own doing, or knows why. */
const TOLD: ReadonlySet<FaultEntry['type']> = new Set<FaultEntry['type']>([
  'closing',
  'exception',
  'unsubscribed',
  'max poll interval exceeded',
  'static member replaced',
]);

function tell({ group }: GroupHistory, { node }: ConsumerEnding, ending: Ending): Finding {
  const sentence = `${node} runs and has subscribed, but it is no member of ${group} at ${words.seconds(ending.at)}.`;
  return found(sentence, { at: ending.at, event: 0 }, { group, cause: 'group' });
}
