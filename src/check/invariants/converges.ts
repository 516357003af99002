import type { ConsumerEnding, Ending, GroupEnding } from '../ending.js';
import type { History } from '../history.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Twice the default max.poll.interval.ms: one for a member that must be waited for, one for the work after it. */
const CONVERGE_WITHIN_MS = 600_000;

/**
 * A frozen process, a hung application and a broker that is down are faults that have not ended: they are named,
 * and the group is not accused.
 */
export const converges: Check = {
  name: 'converges',
  sentence:
    'Once faults have ended, every group becomes Stable or Empty, and a group with live consumers catches up.',
  reference: 'classic-group.md (states); consumer-client.md §18',
  run(history, ending, options) {
    const stuck: Finding[] = [];
    const open: Finding[] = [];
    for (const group of ending.groups) {
      if (options.groups !== undefined && !options.groups.includes(group.group)) continue;
      const consumers = ending.consumers.filter((consumer) => consumer.group === group.group);
      if (hasConverged(group, consumers)) continue;
      const lasting = lastingFaults(history, ending, group, consumers);
      if (lasting.length > 0) open.push(...lasting);
      else if (hadItsTime(history, ending, options)) stuck.push(tell(history, ending, group));
      else open.push(tell(history, ending, group));
    }
    return verdict(converges, stuck, open, []);
  },
};

function hasConverged(group: GroupEnding, consumers: readonly ConsumerEnding[]): boolean {
  const settled = group.state === 'Stable' || group.state === 'Empty' || group.state === 'Dead';
  if (!settled) return false;
  // With nobody left to read, Empty is all that can be asked: the records wait in the log.
  const present = consumers.some(({ state }) => state !== 'crashed' && state !== 'closed');
  return present ? group.caughtUp : group.state !== 'Stable';
}

/** When nothing is left to happen, more time changes nothing. */
function hadItsTime(history: History, ending: Ending, options: CheckOptions): boolean {
  const allowed = options.convergeWithinMs ?? CONVERGE_WITHIN_MS;
  return ending.how === 'quiet' || ending.at - history.lastChangeAt >= allowed;
}

function lastingFaults(
  history: History,
  ending: Ending,
  group: GroupEnding,
  consumers: readonly ConsumerEnding[],
): Finding[] {
  const findings: Finding[] = [];
  for (const { node, state } of consumers) {
    if (state === 'hung') findings.push(lasting(history, ending, group, node, 'application'));
    if (state === 'frozen') findings.push(lasting(history, ending, group, node, 'frozen'));
  }
  for (const broker of ending.brokersDown) {
    findings.push(lasting(history, ending, group, broker, 'broker'));
  }
  return findings;
}

function lasting(
  history: History,
  ending: Ending,
  { group }: GroupEnding,
  node: string,
  cause: 'application' | 'frozen' | 'broker',
): Finding {
  const fault = (history.faults.get(node) ?? []).findLast((entry) =>
    cause === 'application'
      ? entry.type === 'processing failed' && entry.fact.how === 'hang'
      : entry.type === 'crashed' || entry.type === 'frozen',
  );
  const faults = fault === undefined ? [] : [words.nameFault(node, fault)];
  const what = faults[0]?.sentence ?? `${node} is down`;
  return {
    sentence:
      cause === 'application'
        ? `${group} had not converged, through no fault of the group: ${what} and never came back.`
        : `${group} had not converged, but a fault lasted until the end: ${what}.`,
    at: fault?.at ?? ending.at,
    event: fault?.event ?? 0,
    group,
    cause,
    records: [],
    commit: null,
    faults,
  };
}

function tell(history: History, ending: Ending, { group, state, committed }: GroupEnding): Finding {
  const behind = ending.partitions.flatMap(({ tp, highWatermark }) => {
    const offset = committed.find((c) => c.tp.key === tp.key)?.offset;
    if (offset === undefined || offset >= highWatermark) return [];
    return [`${tp.key} is committed up to ${offset} of ${highWatermark}`];
  });
  const since = words.seconds(history.lastChangeAt);
  const ended = ending.how === 'quiet' ? 'and nothing is left to happen' : 'when the run ended';
  const where = behind.length > 0 ? `: ${behind.join(', ')}` : '';
  return {
    sentence:
      `${group} was ${state} and not caught up at ${words.seconds(ending.at)}, ${ended}; ` +
      `the last change of cluster, processes or load was at ${since}${where}.`,
    at: ending.at,
    event: 0,
    group,
    cause: 'group',
    records: [],
    commit: null,
    faults: [],
  };
}
