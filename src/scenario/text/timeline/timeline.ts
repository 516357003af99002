import type { Trace } from '../../../sim/trace.js';
import type { Scenario } from '../../model.js';
import { painter } from '../color.js';
import { shortenCrowds } from './crowd.js';
import { foldDeeds } from './fold.js';
import { withGaps } from './gaps.js';
import type { Item } from './item.js';
import { DEFAULT_KINDS, type TimelineKind } from './kinds.js';
import { nodeNames, withMessages } from './messages.js';
import { render } from './render.js';
import { foldRepeats } from './repeats.js';
import { Story } from './story.js';
import { tellAll } from './tell.js';

export interface TimelineOptions {
  /** ANSI colours; off if left out. */
  readonly color?: boolean;
  /** Only these kinds; all but messages and effects if left out. */
  readonly only?: readonly TimelineKind[];
  /** Show each message too, if the trace has them; the same as naming the kind `messages`. */
  readonly messages?: boolean;
  /** Names of the nodes by their numbers, for messages; guessed from the scenario if left out. */
  readonly nodes?: readonly string[];
}

/**
 * What happened, second by second of virtual time: one line an event, time first, `!!` before a fault, `!` before
 * what came of one. The scenario, if there is one, lets it say more of who is who.
 */
export function timeline(
  trace: Pick<Trace, 'facts' | 'heartbeats' | 'messages'>,
  scenario: Scenario | null,
  options: TimelineOptions = {},
): string[] {
  const story = new Story(trace.facts, scenario);
  tellAll(story);
  const kinds = new Set(options.only ?? DEFAULT_KINDS);
  if (options.messages === true) kinds.add('messages');
  const { messages } = trace;
  const items =
    kinds.has('messages') && messages !== null
      ? withMessages(story.items, messages, options.nodes ?? nodeNames(scenario))
      : story.items;
  const shown = items.filter((item) => isShown(item, kinds));
  const lines = foldRepeats(shortenCrowds(foldDeeds(shown)));
  // Of a selection nobody can say that nothing else happened.
  const told =
    options.only === undefined ? withGaps(lines, trace.heartbeats, story.repeatedCommits) : lines;
  return render(told, painter(options.color === true));
}

function isShown(item: Item, kinds: ReadonlySet<TimelineKind>): boolean {
  if (kinds.has(item.kind)) return true;
  return item.form === 'line' && item.also !== undefined && kinds.has(item.also);
}

/** What stands above a timeline: the scenario's own words, and what the signs mean. */
export function heading(scenario: Scenario): string[] {
  const watchFor = scenario.watchFor === '' ? [] : [`Watch for: ${scenario.watchFor}`];
  return [scenario.summary, ...watchFor].filter((text) => text !== '');
}
