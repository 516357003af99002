import type { Ending } from './ending.js';
import { type Fate, fatesOf, type JudgedPlace, placesOf } from './fate.js';
import type { History } from './history.js';
import type { LossContext } from './loss.js';
import type { CheckOptions } from './verdict.js';
import { groupsToJudge } from './verdicts.js';

/** Unprocessed records of one fate, with what a finding about them draws on. */
interface JudgedFate {
  readonly context: LossContext;
  readonly judged: JudgedPlace;
  readonly fate: Fate;
}

/** Every fate of unprocessed (or unread) records at the end of the run, group by group and partition by partition. */
export function* judgedFates(
  history: History,
  ending: Ending,
  options: CheckOptions,
  asked: 'unprocessed' | 'unread' = 'unprocessed',
): Generator<JudgedFate, void> {
  for (const group of groupsToJudge(history, options)) {
    for (const judged of placesOf(history, group, ending)) {
      const context = { history, options, place: judged.place };
      const { processedSet, deliveredSet } = judged.place;
      const done = asked === 'unread' ? deliveredSet : processedSet;
      for (const fate of fatesOf(judged, ending, done)) yield { context, judged, fate };
    }
  }
}
