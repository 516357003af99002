import { indexHistory } from '../check/index-facts.js';
import { checkAll } from '../check/registry.js';
import { duplicateWindows } from '../scenario/duplicate-windows.js';
import type { PropertyName } from '../scenario/model-steps.js';
import { recordReader } from '../search/records.js';
import type { RunHistory } from './history.js';

/** A run broke a property. The message says what, on which record, by which fault. */
export class BrokenError extends Error {
  override readonly name = 'BrokenError';
}

type Check = (history: Pick<RunHistory, 'result'>) => void;

/** @throws BrokenError if the run violates the property. What is undecided at the end of the run breaks nothing. */
function check(property: PropertyName): Check {
  return ({ result }) => {
    const options = {
      keyOf: recordReader(result.world).keyOf,
      duplicateWindow: duplicateWindows(result.scenario),
    };
    const history = indexHistory(result.trace.facts);
    const [verdict] = checkAll(history, result.ending, [property], options);
    if (verdict?.status !== 'violated') return;
    const sentences = verdict.findings.slice(0, 3).map(({ sentence }) => sentence);
    throw new BrokenError(`${property} is violated:\n${sentences.join('\n')}`);
  };
}

/** No acknowledged record is below the committed offset, unprocessed, and in nobody's hands. */
export const atLeastOnce = check('at-least-once');
/** No record's processing begins twice. */
export const atMostOnce = check('at-most-once');
/** Every acknowledged record was processed by the end. */
export const noLoss = check('no-loss');
/** When a commit was sent, all that it newly covers had been processed. */
export const commitAfterProcessing = check('commit-after-processing');
/** One owner of a partition a generation. */
export const exclusiveOwnership = check('exclusive-ownership');
/** The committed offset never steps back without a reason. */
export const monotoneCommits = check('monotone-commits');
/** Once faults have ended, the group settles and catches up. */
export const converges = check('converges');
