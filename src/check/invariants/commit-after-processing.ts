import { Cursor } from '../cursor.js';
import { faultsBetween } from '../faults.js';
import type { Entry, GroupPartition, History, SentOffset } from '../history.js';
import { type EpochRange, RecordSet } from '../interval-set.js';
import { EndingIndex, finalLog, LogView } from '../log-view.js';
import { lastBefore } from '../lookup.js';
import { Skips } from '../skips.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Judges each commit at the moment it was sent. Only one that was stored covers anything: a refused or lost one
 * is reported as a note.
 */
export const commitAfterProcessing: Check = {
  name: 'commit-after-processing',
  sentence:
    'When a commit was sent, the group had processed to completion every record that it newly covers.',
  reference:
    'Kafka consumer javadoc, "Automatic / Manual Offset Committing"; consumer-client.md CC-18, §3.2',
  run(history, ending, options) {
    const ends = new EndingIndex(ending);
    const accused: Finding[] = [];
    const harmless: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      for (const place of group.partitions.values()) {
        judgePlace({ history, ends, options, place, accused, harmless });
      }
    }
    return verdict(commitAfterProcessing, accused, [], harmless);
  },
};

interface Judgement {
  readonly history: History;
  readonly ends: EndingIndex;
  readonly options: CheckOptions;
  readonly place: GroupPartition;
  readonly accused: Finding[];
  readonly harmless: Finding[];
}

function judgePlace(judgement: Judgement): void {
  const { place } = judgement;
  const state = new PlaceState(place, judgement.ends);
  for (const sent of place.sent) {
    state.upTo(sent.seq);
    for (const range of state.unprocessedBelow(sent.offset)) {
      const stored = sent.commit.stored !== null;
      if (stored) state.named.add(range);
      const finding = describe(judgement, sent, range);
      (stored ? judgement.accused : judgement.harmless).push(finding);
    }
  }
}

/** A group's partition as it was when a commit was sent. */
class PlaceState {
  /** Records that an earlier commit has been accused of: each is named once. */
  readonly named = new RecordSet();
  private readonly processed = new RecordSet();
  private readonly skips = new Skips();
  private readonly log = new LogView();
  private readonly finalLog: RecordSet;
  private effective = -1;
  private readonly cursors: readonly { upTo(seq: number): void }[];

  constructor(
    private readonly place: GroupPartition,
    ends: EndingIndex,
  ) {
    this.finalLog = finalLog(ends.find(place.partition));
    this.cursors = [
      new Cursor(place.processed, (entry) => this.processed.add(entry.fact.records)),
      new Cursor(place.moves, (move) => this.skips.apply(move)),
      new Cursor(place.partition.appended, (entry) => this.log.append(entry.fact.records)),
      new Cursor(inOrder(place), (step) => {
        this.effective = step.offset;
      }),
    ];
  }

  upTo(seq: number): void {
    for (const cursor of this.cursors) cursor.upTo(seq);
  }

  /** Records between what is committed and `offset` that the group was to process and has not. */
  unprocessedBelow(offset: number): EpochRange[] {
    const covered = this.log.inside(Math.max(this.effective, 0), offset - 1);
    // The usual case, and the one that must be cheap.
    if (covered.every((range) => this.processed.covers(range))) return [];
    return covered
      .flatMap((range) => this.processed.outside(range))
      .flatMap((range) => this.named.outside(range))
      .flatMap((range) =>
        this.skips
          .outside(range.from, range.to)
          .map((gap) => ({ ...gap, leaderEpoch: range.leaderEpoch })),
      )
      .flatMap((range) => this.couldBeRead(range));
  }

  /** Without the records that left the log before anybody read them. */
  private couldBeRead(range: EpochRange): EpochRange[] {
    const unread = this.finalLog
      .outside(range)
      .flatMap((gone) => this.place.deliveredSet.outside(gone));
    return RecordSet.of(unread).outside(range);
  }
}

/** How the committed offset changed: stored offsets, and −1 for tombstones. */
function inOrder(place: GroupPartition): { readonly seq: number; readonly offset: number }[] {
  const removed = place.removed.map(({ seq }) => ({ seq, offset: -1 }));
  if (removed.length === 0) return place.stored;
  return [...place.stored, ...removed].sort((a, b) => a.seq - b.seq);
}

function describe(judgement: Judgement, sent: SentOffset, range: EpochRange): Finding {
  const { history, options, place } = judgement;
  const { partition, group } = place;
  const records = words.nameRecords(partition, range, options);
  const commit = words.nameSent(sent.commit, partition, sent.offset);
  const delivered = lastBefore(place.delivered, range, sent.seq);
  const faults =
    delivered === undefined
      ? []
      : faultsBetween(history, delivered.node, partition.tp.key, delivered.seq, sent.seq);
  const sentence = [
    `${commit.by} sent a commit of offset ${commit.offset} for ${commit.partition}`,
    ` (${commit.kind}) at ${words.seconds(commit.at)}, before ${words.recordsWithKeys(records)}`,
    ` ${words.were(range)} processed: ${stateOf(place, range, sent.seq, delivered)}`,
    faults.length > 0 ? `; ${words.faultsText(faults)}` : '',
    fateOfCommit(sent),
  ].join('');
  return {
    sentence,
    at: commit.at,
    event: commit.event,
    group,
    cause: '',
    records: [records],
    commit,
    faults,
  };
}

function stateOf(
  place: GroupPartition,
  range: EpochRange,
  seq: number,
  delivered: Entry<'delivered'> | undefined,
): string {
  if (delivered === undefined) {
    return `no consumer of ${place.group} had been handed ${words.them(range)}`;
  }
  const first = words.recordsText(place.partition.tp.key, range.from, range.from);
  const failed = lastBefore(place.failed, range, seq);
  if (failed !== undefined) return `${failed.node} had failed on ${first}`;
  const started = lastBefore(place.started, range, seq);
  if (started !== undefined) return `${started.node} was still processing ${first}`;
  return `${delivered.node} had ${words.them(range)} in hand since ${words.seconds(delivered.at)}`;
}

function fateOfCommit({ commit }: SentOffset): string {
  if (commit.stored !== null) return '.';
  if (commit.refused !== null)
    return `. It was refused (${commit.refused.fact.error}), so it covers nothing.`;
  return '. It was never stored, so it covers nothing.';
}
