import { stillHeld } from '../../sim/network-faults.js';
import type { RunResult } from '../result.js';
import { type Paint, painter, type Tone } from './color.js';
import { Judgement } from './judgement/judgement.js';
import { amount, listText, secondsText } from './words.js';

export interface VerdictOptions {
  /** ANSI colours; off if left out. */
  readonly color?: boolean;
}

/**
 * The closing block of `cohort run`: each expectation, event and check with what came of it, then how long the run
 * was and how to repeat it, and in the last line whether it passed and why.
 */
export function verdict(result: RunResult, options: VerdictOptions = {}): string[] {
  const paint = painter(options.color === true);
  const judgement = new Judgement(result, paint);
  for (const one of result.expectations) judgement.expectation(one);
  for (const one of result.mustHappen) judgement.mustHappen(one);
  for (const one of result.checks) judgement.check(one);
  for (const one of result.unfired) judgement.unfired(one);
  const told = judgement.lines.length === 0 ? [] : ['Verdict', ...judgement.lines, ''];
  const notes = [...leftOut(result), ...keptBack(result)];
  return [...told, ...notes, ...measures(result), lastLine(result, paint)];
}

/** What was held to the very end was lost: few mean that. */
function keptBack({ world }: RunResult): string[] {
  const count = stillHeld(world);
  return count === 0 ? [] : [`Still held at the end: ${amount(count, 'message')} (no release:).`];
}

/** Tables and facts of an instant are only compared under the default choices. */
function leftOut({ seed, scenario, expectations }: RunResult): string[] {
  if (seed === null || expectations.length > 0) return [];
  const actions = scenario.steps.flatMap((step) => step.actions);
  const count = actions.filter((action) => action.kind === 'expect').length;
  if (count === 0) return [];
  const what = amount(count, 'expectation');
  return [`Not compared: ${what}. Under a seed the same things happen at other instants.`];
}

function measures(result: RunResult): string[] {
  const { ending, world, seed, scenario } = result;
  const end = endText(result);
  const time = `${secondsText(ending.at)} s of virtual time, ${amount(world.events, 'event')}; ${end}.`;
  if (seed === null) return [time];
  const command = scenario.file === '' ? `--seed ${seed}` : commandText(scenario.file, seed);
  return [time, `Seed ${seed}. The same again: ${command}`];
}

function commandText(file: string, seed: number): string {
  return `cohort run ${/^[\w./-]+$/.test(file) ? file : JSON.stringify(file)} --seed ${seed}`;
}

function endText({ ending, lastNewsAt, scenario }: RunResult): string {
  switch (ending.how) {
    case 'last step':
      return 'it ended with its last step';
    case 'quiet':
      return `after ${secondsText(lastNewsAt)} s nothing was left to happen but heartbeats`;
    case 'limit': // or by Ctrl-C, --until, or the number of its events
      return `it was stopped ${ending.at >= scenario.limitMs ? 'at its limit' : 'there'}`;
  }
}

const OUTCOMES: Readonly<Record<RunResult['outcome'], readonly [word: string, tone: Tone]>> = {
  passed: ['PASSED', 'good'],
  failed: ['FAILED', 'fault'],
  undecided: ['UNDECIDED', 'consequence'],
};

function lastLine(result: RunResult, paint: Paint): string {
  const [word, tone] = OUTCOMES[result.outcome];
  return `${paint(tone, word)}: ${whyText(result)}`;
}

function whyText(result: RunResult): string {
  const { expectations, mustHappen, checks } = result;
  switch (result.outcome) {
    case 'passed': {
      const counts = [
        count(expectations.length, 'expectation'),
        count(mustHappen.length, 'required event'),
        count(checks.length, 'check'),
      ].filter((text) => text !== '');
      if (counts.length === 0) return 'the scenario ran to its end and expects nothing.';
      return `everything came out as the scenario says (${counts.join(', ')}).`;
    }
    case 'failed': {
      const wrong = [
        share(expectations.filter((one) => !one.ok).length, expectations.length, 'expectation'),
        share(checks.filter((one) => one.ok === false).length, checks.length, 'check'),
      ].filter((text) => text !== '');
      const open = openText(result);
      const besides = open.length === 0 ? '' : ` Besides, ${listText(open)}.`;
      return `${listText(wrong)} did not come out as the scenario says.${besides}`;
    }
    case 'undecided':
      return `the run showed too little: ${listText(openText(result))}.`;
  }
}

/** What the run did not show. */
function openText({ mustHappen, checks, unfired }: RunResult): string[] {
  const missed = mustHappen.filter((one) => !one.ok).length;
  const open = checks.filter((one) => one.ok === null).length;
  return [
    count(unfired.length, 'step', ' never had its turn', ' never had their turn'),
    share(missed, mustHappen.length, 'required event', ' did not happen'),
    share(open, checks.length, 'check', ' cannot be told yet'),
  ].filter((text) => text !== '');
}

/** `2 steps`, '' if there are none. */
function count(n: number, what: string, one = '', many = one): string {
  return n === 0 ? '' : `${amount(n, what)}${n === 1 ? one : many}`;
}

/** `1 of 3 checks`, '' if there are none. */
function share(n: number, all: number, what: string, then = ''): string {
  return n === 0 ? '' : `${n} of ${amount(all, what)}${then}`;
}
