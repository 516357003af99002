import { isOperator } from '../../../check/group-table.js';
import type { Commit, Entry } from '../../../check/history.js';
import { offsetsText } from '../words.js';
import { COMMIT_CALLS } from './commit-calls.js';
import { kindOf } from './kinds.js';
import type { Story } from './story.js';

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

/**
 * An auto-commit of what is committed already is no news. One of what is in hand and not processed is how records
 * are lost.
 */
function tellSmooth(story: Story, entry: Entry<'commit sent'>): void {
  const { at, event, node, fact } = entry;
  const { group, kind, offsets } = fact;
  if (kind === 'auto' && story.hands.areCommitted(group, offsets)) {
    story.repeatedCommits.push(at);
    return;
  }
  const ahead = aheadText(story, entry);
  if (ahead !== '') {
    const text = `commits ${offsetsText(offsets)} (${COMMIT_CALLS[kind]})${ahead}`;
    story.say(entry, node, text, 'consequence', 'more commits of what is not processed');
    return;
  }
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

/** `: orders-0@0..4 are not processed yet`, if the commit covers what is in hand. */
function aheadText({ hands }: Story, { node, fact }: Entry<'commit sent'>): string {
  const covered = hands.coveredBy(node, fact.group, fact.offsets);
  if (covered.count === 0) return '';
  const yet = fact.kind === 'auto on close' ? '' : ' yet';
  return `: ${covered.text()} ${covered.count === 1 ? 'is' : 'are'} not processed${yet}`;
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
    case 'commit sent': {
      const ahead = aheadText(story, entry);
      const text = `sends a commit: ${offsets} (${COMMIT_CALLS[entry.fact.kind]})${ahead}`;
      story.say(entry, node, text, ahead === '' ? '' : 'consequence');
      return;
    }
    case 'offsets stored': {
      if (isOperator(entry)) return; // the operator says so itself
      const { group, clientId } = entry.fact;
      story.sayOfGroup(entry, group, `stores the commit of ${clientId}: ${offsets}`);
      return;
    }
    case 'offsets refused': {
      const { group, clientId, error } = entry.fact;
      if (clientId === 'operator') return;
      const text = `refuses the commit of ${clientId}, ${offsets}: ${error}`;
      story.sayOfGroup(entry, group, text, 'consequence');
      return;
    }
    case 'commit succeeded':
      story.say(entry, node, `hears that its commit is stored: ${offsets}`);
      return;
    case 'commit failed':
      tellFailure(story, entry);
      return;
  }
}

/** If the call throws right away, its exception says it all: with its message the first time. */
function tellFailure(story: Story, entry: Entry<'commit failed'>): void {
  const { node, fact } = entry;
  const how = COMMIT_CALLS[fact.kind];
  const text = `fails to commit ${offsetsText(fact.offsets)} (${how}): ${fact.exception}`;
  const thrown = exceptionOf(story, entry);
  if (thrown === undefined) {
    story.say(entry, node, text, 'consequence');
    return;
  }
  const key = `${node}/${fact.exception}`;
  const message = story.explained.has(key) ? '' : `: ${thrown.fact.message}`;
  story.explained.add(key);
  story.sayBoth(entry, thrown, node, text + message, 'consequence');
}

function exceptionOf(
  { entries }: Story,
  { seq, event, node, fact }: Entry<'commit failed'>,
): Entry<'exception'> | undefined {
  for (let next = seq + 1; next < entries.length; next++) {
    const other = entries[next];
    if (other === undefined || other.event !== event) return undefined;
    if (other.type !== 'exception' || other.node !== node) continue;
    return other.fact.exception === fact.exception && other.fact.message !== '' ? other : undefined;
  }
  return undefined;
}
