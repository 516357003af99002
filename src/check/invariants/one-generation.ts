import type { ConsumerEnding, Ending, GroupEnding } from '../ending.js';
import { found } from '../found.js';
import type { History } from '../history.js';
import { isSettled } from '../settled.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Its heartbeats tell a consumer that it was removed, or that it has missed a rebalance: an answer without an error
 * says that it belongs to the current generation.
 */
export const oneGeneration: Check = {
  name: 'one-generation',
  sentence:
    'A consumer that takes itself for a member in the end is one, in the generation that the group is in.',
  reference: 'classic-group.md (Heartbeat); consumer-client.md §5',
  run(history, ending, options) {
    const wrong: Finding[] = [];
    const open: Finding[] = [];
    const isOver = isSettled(history, ending, options) && ending.brokersDown.length === 0;
    for (const { group } of groupsToJudge(history, options)) {
      const end = ending.groups.find((g) => g.group === group);
      for (const consumer of ending.consumers) {
        if (consumer.group !== group || end?.durable == null) continue;
        const finding = judge(consumer, end, ending);
        if (finding === undefined) continue;
        (isOver && !isCutOff(history, consumer) ? wrong : open).push(finding);
      }
    }
    return verdict(oneGeneration, wrong, open, []);
  },
};

/** Its heartbeats are answered by nobody, and it cannot know. */
function isCutOff({ faults, healed }: History, { node }: ConsumerEnding): boolean {
  const own = faults.get(node) ?? [];
  return own.some((fault) => fault.type === 'link fault' && !healed.has(fault.seq));
}

function judge(
  { node, state, membership }: ConsumerEnding,
  { group, generation, memberIds }: GroupEnding,
  ending: Ending,
): Finding | undefined {
  if (membership === null || state !== 'running') return undefined;
  const isMember = memberIds.includes(membership.memberId);
  if (isMember && membership.generation === generation) return undefined;
  const what = isMember
    ? `the group is in generation ${generation}`
    : `${group} has no such member in generation ${generation}`;
  const sentence =
    `${node} takes itself for member ${membership.memberId} of generation ${membership.generation} at ` +
    `${words.seconds(ending.at)}, but ${what}.`;
  return found(sentence, { at: ending.at, event: 0 }, { group, cause: 'group' });
}
