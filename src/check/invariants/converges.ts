import type { ConsumerEnding, Ending, GroupEnding, UnledPartition } from '../ending.js';
import type { History } from '../history.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Twice the default max.poll.interval.ms: one for a member that must be waited for, one for the work after it. */
const CONVERGE_WITHIN_MS = 600_000;

/**
 * A frozen process, a hung application, and a broker or controller that is down or cut off are faults that have not
 * ended: they are named, and the group is not accused.
 */
export const converges: Check = {
  name: 'converges',
  sentence:
    'Once faults have ended, every group becomes Stable or Empty, and a group with live consumers catches up.',
  reference: 'classic-group.md (states); consumer-client.md §18; log-and-replication.md §4.3',
  run(history, ending, options) {
    const stuck: Finding[] = [];
    const open: Finding[] = [];
    const hadTime = hadItsTime(history, ending, options);
    for (const group of groupsOf(ending)) {
      if (options.groups !== undefined && !options.groups.includes(group)) continue;
      const consumers = ending.consumers.filter((consumer) => consumer.group === group);
      const finding = whatIsWrong(history, ending, group, consumers);
      if (finding === undefined) continue;
      const lasting = isMissed(ending, group)
        ? []
        : lastingFaults(history, ending, group, consumers);
      if (lasting.length > 0) open.push(...lasting);
      else if (hadTime) stuck.push(finding);
      else open.push(finding);
    }
    if (hadTime) stuck.push(...ending.outage.fenced.map((broker) => fenced(ending, broker)));
    return verdict(converges, stuck, open, []);
  },
};

/** Also those that no coordinator knows any more, since nobody leads where they are kept. */
function groupsOf({ groups, outage }: Ending): string[] {
  return [...new Set([...groups, ...outage.unled].map(({ group }) => group))];
}

function whatIsWrong(
  history: History,
  ending: Ending,
  name: string,
  consumers: readonly ConsumerEnding[],
): Finding | undefined {
  const unled = ending.outage.unled.filter(({ group }) => group === name);
  if (unled.length > 0) return tellUnled(history, ending, name, unled);
  const group = ending.groups.find((g) => g.group === name);
  if (group === undefined || hasConverged(group, consumers)) return undefined;
  return tell(history, ending, group);
}

/** A live replica could lead, and does not: no other fault excuses that. */
function isMissed({ outage }: Ending, name: string): boolean {
  if (outage.controllerDown) return false;
  return outage.unled.some(({ group, mayLead }) => group === name && mayLead.length > 0);
}

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
  group: string,
  consumers: readonly ConsumerEnding[],
): Finding[] {
  const findings: Finding[] = [];
  for (const { node, state } of consumers) {
    if (state === 'hung') findings.push(lasting(history, ending, group, node, 'application'));
    if (state === 'frozen') findings.push(lasting(history, ending, group, node, 'frozen'));
  }
  const { controllerDown, cutOff } = ending.outage;
  for (const node of [...ending.brokersDown, ...(controllerDown ? ['controller'] : [])]) {
    findings.push(lasting(history, ending, group, node, 'broker'));
  }
  for (const broker of cutOff) {
    const what = `${broker} is cut off from the controller`;
    const sentence = `${group} had not converged, but a fault lasted until the end: ${what}.`;
    findings.push({ ...found(ending, group, sentence), cause: 'network' });
  }
  return findings;
}

function lasting(
  history: History,
  ending: Ending,
  group: string,
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
  const sentence =
    cause === 'application'
      ? `${group} had not converged, through no fault of the group: ${what} and never came back.`
      : `${group} had not converged, but a fault lasted until the end: ${what}.`;
  const at = fault?.at ?? ending.at;
  return { ...found(ending, group, sentence), at, event: fault?.event ?? 0, cause, faults };
}

function found({ at }: Ending, group: string, sentence: string): Finding {
  return { sentence, at, event: 0, group, cause: 'group', records: [], commit: null, faults: [] };
}

function tell(history: History, ending: Ending, { group, state, committed }: GroupEnding): Finding {
  const behind = ending.partitions.flatMap(({ tp, highWatermark }) => {
    const offset = committed.find((c) => c.tp.key === tp.key)?.offset;
    if (offset === undefined || offset >= highWatermark) return [];
    return [`${tp.key} is committed up to ${offset} of ${highWatermark}`];
  });
  const where = behind.length > 0 ? `: ${behind.join(', ')}` : '';
  const sentence =
    `${group} was ${state} and not caught up at ${words.seconds(ending.at)}, ` +
    `${atTheEnd(history, ending)}${where}.`;
  return found(ending, group, sentence);
}

function tellUnled(
  history: History,
  ending: Ending,
  group: string,
  unled: readonly UnledPartition[],
): Finding {
  const named = unled.map(({ tp, mayLead }) =>
    mayLead.length === 0 ? tp.key : `${tp.key} (${mayLead.join(', ')} could)`,
  );
  const sentence =
    `${group} cannot go on: nobody leads ${named.join(', ')} at ${words.seconds(ending.at)}, ` +
    `${atTheEnd(history, ending)}.`;
  return found(ending, group, sentence);
}

function atTheEnd({ lastChangeAt }: History, { how }: Ending): string {
  const ended = how === 'quiet' ? 'and nothing is left to happen' : 'when the run ended';
  return `${ended}; the last change of cluster, processes or load was at ${words.seconds(lastChangeAt)}`;
}

function fenced(ending: Ending, broker: string): Finding {
  const sentence =
    `${broker} runs and reaches the controller, but is fenced at ${words.seconds(ending.at)}: ` +
    'it leads nothing, and is in no ISR.';
  return { ...found(ending, '', sentence), cause: 'broker' };
}
