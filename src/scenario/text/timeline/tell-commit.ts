import { isOperator } from '../../../check/group-table.js';
import type { Commit, Entry } from '../../../check/history.js';
import { offsetsText } from '../words.js';
import { COMMIT_CALLS } from './commit-calls.js';
import { kindOf } from './kinds.js';
import { groupActor, type Story } from './story.js';

type CommitEntry = Entry<
  'commit sent' | 'offsets stored' | 'offsets refused' | 'commit succeeded' | 'commit failed'
>;

/** A commit that goes well is one small thing; of any other, each step has its line. */
export function tellCommit(story: Story, entry: CommitEntry): void {
  const commit = story.commits.get(entry.seq);
  if (entry.type === 'offsets stored') story.hands.stored(entry.fact.group, entry.fact.offsets);
  if (commit !== undefined && goesWell(story, commit)) {
    if (entry.type === 'commit sent') tellSmooth(story, entry);
    return;
  }
  tellStep(story, entry);
}

function tellSmooth(story: Story, { at, event, node, fact }: Entry<'commit sent'>): void {
  story.items.push({
    form: 'deed',
    at,
    event,
    kind: kindOf(fact.type),
    actor: node,
    verb: 'commits',
    commit: fact.kind,
    offsets: fact.offsets,
  });
}

/** Stored and answered, and nothing that matters happened between. */
function goesWell(story: Story, { sent, stored, succeeded }: Commit): boolean {
  if (stored === null || succeeded === null) return false;
  return !story.isDisturbed(sent.seq, succeeded.seq);
}

function tellStep(story: Story, entry: CommitEntry): void {
  const { node, fact } = entry;
  const offsets = offsetsText(fact.offsets);
  switch (entry.type) {
    case 'commit sent':
      story.say(entry, node, `sends a commit: ${offsets} (${COMMIT_CALLS[entry.fact.kind]})`);
      return;
    case 'offsets stored': {
      if (isOperator(entry)) return; // the operator says so itself
      const { group, clientId } = entry.fact;
      story.say(entry, groupActor(group), `stores the commit of ${clientId}: ${offsets}`);
      return;
    }
    case 'offsets refused': {
      const { group, clientId, error } = entry.fact;
      if (clientId === 'operator') return;
      const text = `refuses the commit of ${clientId}, ${offsets}: ${error}`;
      story.say(entry, groupActor(group), text, 'consequence');
      return;
    }
    case 'commit succeeded':
      story.say(entry, node, `hears that its commit is stored: ${offsets}`);
      return;
    case 'commit failed': {
      const { exception, kind } = entry.fact;
      const text = `fails to commit ${offsets} (${COMMIT_CALLS[kind]}): ${exception}`;
      story.say(entry, node, text, 'consequence');
      return;
    }
  }
}
