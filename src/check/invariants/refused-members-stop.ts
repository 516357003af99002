import { found } from '../found.js';
import type { Entry, GroupHistory, History } from '../history.js';
import { isServer } from '../network-wording.js';
import type { Check, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Long enough for the poll under way, and for the next one to look for the coordinator. */
const A_WHILE_MS = 5_000;
/** What hit the cluster so long before may keep a consumer from finding its coordinator: then it reads on, as in Kafka. */
const AFTERMATH_MS = 60_000;

/**
 * The client forgets its generation with the answer itself, so a later commit never carries it. Its partitions it gives
 * up in its next poll, once it knows its coordinator: until then it may hand out what it has fetched.
 */
export const refusedMembersStop: Check = {
  name: 'refused-members-stop',
  sentence:
    'A consumer that was told UNKNOWN_MEMBER_ID or ILLEGAL_GENERATION commits no more as that member, and soon reads ' +
    'nothing before it has joined again.',
  reference: 'consumer-client.md §5; AbstractCoordinator.resetStateOnResponseError',
  run(history, _ending, options) {
    const findings = groupsToJudge(history, options).flatMap((group) =>
      windows(history, group).flatMap((window) => judge(history, group, window)),
    );
    return verdict(refusedMembersStop, findings, [], []);
  },
};

interface Window {
  readonly refused: Entry<'membership refused'>;
  /** Where in the trace it gave its partitions up, or got new ones. */
  readonly until: number;
}

function windows(history: History, { membership }: GroupHistory): Window[] {
  return membership.flatMap((refused, i) => {
    if (refused.type !== 'membership refused' || refused.fact.memberId === '') return [];
    const next = membership.find(
      (entry, k) => k > i && entry.node === refused.node && ENDS.has(entry.type),
    );
    const over = (history.faults.get(refused.node) ?? []).find(
      (fault) => fault.seq > refused.seq && (fault.type === 'crashed' || fault.type === 'closing'),
    );
    const until = Math.min(next?.seq ?? Infinity, over?.seq ?? Infinity);
    return [{ refused, until }];
  });
}

const ENDS: ReadonlySet<string> = new Set(['assigned', 'revoked', 'lost', 'unsubscribed']);

function judge(history: History, group: GroupHistory, window: Window): Finding[] {
  const { refused, until } = window;
  const { memberId, generation, api, error } = refused.fact;
  const told =
    `${refused.node} was told ${error} by the answer to its ${api} at ${words.seconds(refused.at)}, as member ` +
    `${memberId} of generation ${generation}`;
  const tell = (what: string, entry: Entry) =>
    found(`${told}, and ${what} at ${words.seconds(entry.at)}.`, entry, {
      group: group.group,
      cause: 'client',
    });
  const isWithin = ({ seq, node }: Entry) =>
    node === refused.node && seq > refused.seq && seq < until;
  const commit = group.commits.find(
    ({ sent }) =>
      isWithin(sent) && sent.fact.memberId === memberId && sent.fact.generation === generation,
  );
  if (commit !== undefined) return [tell('still committed as such', commit.sent)];
  const read = [...group.partitions.values()]
    .filter(({ partition }) => !group.manual.has(partition))
    .flatMap((place) => place.delivered)
    .find((entry) => isWithin(entry) && entry.at > refused.at + A_WHILE_MS);
  if (read === undefined || isDisturbed(history, group, refused, read)) return [];
  const { tp, from, to } = read.fact.records;
  return [tell(`still handed out ${words.recordsText(tp.key, from, to)}`, read)];
}

/** Its coordinator may have been out of reach meanwhile, or another one has taken over. */
function isDisturbed(
  history: History,
  { membership }: GroupHistory,
  refused: Entry,
  read: Entry,
): boolean {
  const isNear = ({ at, seq }: Entry) => at > refused.at - AFTERMATH_MS && seq < read.seq;
  for (const [node, faults] of history.faults) {
    if (!isServer(node) && node !== refused.node) continue;
    if (faults.some((fault) => DISTURBS.has(fault.type) && isNear(fault))) return true;
  }
  return membership.some((e) => e.type === 'group state' && e.fact.from === 'Dead' && isNear(e));
}

const DISTURBS: ReadonlySet<string> = new Set(['crashed', 'frozen', 'link fault', 'message fault']);
