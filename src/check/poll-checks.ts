import { found } from './found.js';
import { goesBack, type PollStep, pollSteps, skippedRecords } from './polls.js';
import type { Check, CheckOptions, Finding } from './verdict.js';
import { verdict } from './verdicts.js';
import * as words from './wording.js';

/** nonmonotonic-poll within one poll() (`internal`) or between two. */
export function nonmonotonicPolls(name: string, internal: boolean): Check['run'] {
  return (history, _ending, options) => {
    const findings: Finding[] = [];
    for (const step of pollSteps(history, options)) {
      if (step.isInternal !== internal || !goesBack(step)) continue;
      findings.push(tellBack(step, options));
    }
    return verdict({ name }, findings, [], []);
  };
}

/** poll-skip within one poll() (`internal`) or between two. */
export function skippingPolls(name: string, internal: boolean): Check['run'] {
  return (history, _ending, options) => {
    const findings: Finding[] = [];
    for (const step of pollSteps(history, options)) {
      if (step.isInternal !== internal) continue;
      for (const range of skippedRecords(step)) {
        const records = words.nameRecords(step.place.partition, range, options);
        const sentence =
          `${sequence(step)}: it skipped ${words.recordsWithKeys(records)}, which stood in the log, ` +
          `and no seek, reset or assignment was in between.`;
        findings.push(
          found(sentence, step.after, {
            group: step.place.group,
            cause: 'client',
            records: [records],
          }),
        );
      }
    }
    return verdict({ name }, findings, [], []);
  };
}

function tellBack(step: PollStep, options: CheckOptions): Finding {
  const { place, after } = step;
  const records = words.nameRecords(place.partition, after.fact.records, options);
  const sentence = `${sequence(step)}: it went back, and no seek, reset or assignment was in between.`;
  return found(sentence, after, { group: place.group, cause: 'client', records: [records] });
}

function sequence({ place, before, after, isInternal }: PollStep): string {
  const { key } = place.partition.tp;
  const one = before.fact.records;
  const two = after.fact.records;
  const first = words.recordsText(key, one.from, one.to);
  const then = words.recordsText(key, two.from, two.to);
  const when = words.seconds(after.at);
  if (isInternal) return `One poll() at ${when} handed ${after.node} ${first} and then ${then}`;
  return `${after.node} was handed ${first} at ${words.seconds(before.at)} and ${then} at ${when}`;
}
