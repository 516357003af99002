import { found } from '../found.js';
import type { Entry, GroupHistory } from '../history.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * A coordinator goes by what it has read from its log, so each one counts for itself: what another one had begun and
 * not written is not there. What one wrote stays, unless its log lost its tail or the group was deleted.
 */
export const monotoneGenerations: Check = {
  name: 'monotone-generations',
  sentence:
    'The generation of a group never goes back on one coordinator, and no two assignments are stored for one generation.',
  reference: 'classic-group.md (generation); questions.md',
  run(history, _ending, options) {
    const back: Finding[] = [];
    const notes: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      for (const step of stepsBack(group)) {
        const cut = history.lostCommits.find(
          ({ node, seq }) => isBetween(seq, step) || node === step.before.node,
        );
        if (cut === undefined) back.push(tell(group, step, ''));
        else notes.push(tell(group, step, lostText(cut)));
      }
    }
    return verdict(monotoneGenerations, back, [], notes);
  },
};

type Told = Entry<'group state' | 'group assignment'>;

interface Step {
  readonly before: Told;
  readonly after: Told;
}

function stepsBack({ membership }: GroupHistory): Step[] {
  const steps: Step[] = [];
  /** By coordinator: what it told last. A coordinator that loads the group again begins anew. */
  let latest = new Map<string, Told>();
  let stored: Entry<'group assignment'> | undefined;
  for (const entry of membership) {
    if (entry.type === 'group deleted') {
      latest = new Map();
      stored = undefined;
    } else if (entry.type === 'group state' || entry.type === 'group assignment') {
      const { generation } = entry.fact;
      if (entry.type === 'group state' && entry.fact.from === 'Dead') latest.delete(entry.node);
      const before = latest.get(entry.node);
      if (before !== undefined && before.fact.generation > generation) {
        steps.push({ before, after: entry });
      }
      latest.set(entry.node, entry);
      if (entry.type !== 'group assignment') continue;
      if (stored !== undefined && stored.fact.generation >= generation) {
        steps.push({ before: stored, after: entry });
      }
      stored = entry;
    }
  }
  return steps;
}

function isBetween(seq: number, { before, after }: Step): boolean {
  return before.seq < seq && seq < after.seq;
}

function lostText({ node, at, fact }: Entry<'truncated'>): string {
  return `; ${node} lost the tail of ${fact.tp.key} at ${words.seconds(at)}`;
}

function tell({ group }: GroupHistory, { before, after }: Step, why: string): Finding {
  const what = after.type === 'group assignment' ? 'an assignment of generation' : 'generation';
  const sentence =
    `${group} told ${what} ${after.fact.generation} on ${after.node} at ${words.seconds(after.at)}, after generation ` +
    `${before.fact.generation} on ${before.node} at ${words.seconds(before.at)}${why}.`;
  return found(sentence, after, { group, cause: why === '' ? 'coordinator' : 'explained' });
}
