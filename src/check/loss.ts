import type { ConsumerEnding } from './ending.js';
import { faultsBetween } from './faults.js';
import type { Entry, GroupPartition, History, StoredOffset } from './history.js';
import type { EpochRange } from './interval-set.js';
import { lastBefore } from './lookup.js';
import { appendOf } from './loss-moment.js';
import type { CheckOptions, Finding, NamedFault } from './verdict.js';
import * as words from './wording.js';

/** Everything that a finding about lost records draws on. */
export interface LossContext {
  readonly history: History;
  readonly options: CheckOptions;
  readonly place: GroupPartition;
}

/**
 * Findings about records that are unprocessed although the committed offset has passed them: one for each run of
 * records that the same hand-over, the same commit and the same fault explain.
 */
export function passedFindings(
  context: LossContext,
  range: EpochRange,
  hungHolder: ConsumerEnding | null,
): Finding[] {
  const findings: Finding[] = [];
  let open: { story: Story; range: EpochRange } | undefined;
  for (const part of cutByStory(context.place, range)) {
    const story = storyOf(context, part);
    if (open !== undefined && isSameStory(open.story, story)) {
      open = { story, range: { ...open.range, to: part.to } };
      continue;
    }
    if (open !== undefined) findings.push(tell(context, open.range, open.story, hungHolder));
    open = { story, range: part };
  }
  if (open !== undefined) findings.push(tell(context, open.range, open.story, hungHolder));
  return findings;
}

/** Who had the records last, which commit passed them, and what took them out of the hands that had them. */
interface Story {
  readonly delivered: Entry<'delivered'> | undefined;
  readonly cover: StoredOffset | undefined;
  readonly faults: readonly NamedFault[];
}

function storyOf({ history, place }: LossContext, range: EpochRange): Story {
  const delivered = lastBefore(place.delivered, range, Infinity);
  // What was committed before it existed means another record.
  const since = appendOf(place.partition, range)?.seq ?? -1;
  const covers = place.stored.filter((s) => s.seq > since && s.offset > range.from);
  const cover = covers.findLast((s) => s.previous <= range.from) ?? covers.at(-1);
  const faults =
    delivered === undefined
      ? []
      : faultsBetween(history, delivered.node, place.partition.tp.key, delivered.seq, Infinity);
  return { delivered, cover, faults };
}

function isSameStory(a: Story, b: Story): boolean {
  return (
    a.delivered?.node === b.delivered?.node &&
    a.cover?.seq === b.cover?.seq &&
    a.faults.at(-1)?.event === b.faults.at(-1)?.event
  );
}

/** Cuts a range where a hand-over or a commit begins or ends: within a part, the story is one. */
function cutByStory(place: GroupPartition, range: EpochRange): EpochRange[] {
  const cuts = new Set<number>();
  for (const { fact } of place.delivered) cuts.add(fact.records.from).add(fact.records.to + 1);
  for (const stored of place.stored) cuts.add(stored.offset);
  const inside = [...cuts].filter((cut) => cut > range.from && cut <= range.to);
  const starts = [range.from, ...inside.sort((a, b) => a - b)];
  return starts.map((from, i) => ({ ...range, from, to: (starts[i + 1] ?? range.to + 1) - 1 }));
}

function tell(
  { options, place }: LossContext,
  range: EpochRange,
  story: Story,
  hungHolder: ConsumerEnding | null,
): Finding {
  const records = words.nameRecords(place.partition, range, options);
  const commit = story.cover === undefined ? null : words.nameStored(place, story.cover);
  const covered =
    commit === null
      ? `the committed offset of ${place.group} has passed ${words.them(range)}`
      : `${words.commitText(commit)} covers ${words.them(range)}`;
  const why = story.faults.length > 0 ? `: ${words.faultsText(story.faults)}. But ` : ', but ';
  const sentence =
    `${words.recordsWithKeys(records)} ${words.were(range)} ${handedOver(place, story)}` +
    ` never processed to the end${why}${covered}, so ${nobody(place, range, hungHolder)}.`;
  const { at, event } = whenLost(story, hungHolder);
  const cause = hungHolder === null ? 'group' : 'application';
  return {
    sentence,
    at,
    event,
    group: place.group,
    cause,
    records: [records],
    commit,
    faults: story.faults,
  };
}

function handedOver(place: GroupPartition, { delivered }: Story): string {
  if (delivered === undefined) return `never handed to any consumer of ${place.group} and`;
  return `handed to ${delivered.node} at ${words.seconds(delivered.at)} and`;
}

function nobody(
  place: GroupPartition,
  range: EpochRange,
  hungHolder: ConsumerEnding | null,
): string {
  const them = words.them(range);
  if (hungHolder === null) return `no consumer of ${place.group} reads ${them} again`;
  return `only ${hungHolder.node} has ${them}, and its application hangs`;
}

/** Lost is a record once the commit stands and nobody has it in hand: at the later of the two. */
function whenLost(story: Story, hungHolder: ConsumerEnding | null): { at: number; event: number } {
  const stored = story.cover?.entry;
  const fault = hungHolder === null ? story.faults.at(-1) : undefined;
  if (stored === undefined) return { at: fault?.at ?? 0, event: fault?.event ?? 0 };
  if (fault !== undefined && fault.event > stored.event) {
    return { at: fault.at, event: fault.event };
  }
  return { at: stored.at, event: stored.event };
}
