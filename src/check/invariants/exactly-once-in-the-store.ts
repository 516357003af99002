import type { Ending } from '../ending.js';
import { type Fate, fatesOf, type JudgedPlace, placesOf } from '../fate.js';
import { faultsBetween } from '../faults.js';
import type { Entry, GroupHistory, GroupPartition, History } from '../history.js';
import { type EpochRange, RecordSet } from '../interval-set.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

type Write = Entry<'store written'>;

/**
 * Judges what a reader of a group's outside store sees at the end of the run: the effect of each acknowledged record,
 * once. Where a key has one row, a later record of that key may stand for an earlier one, but not the other way round.
 * Groups without a store are not judged.
 */
export const exactlyOnceInTheStore: Check = {
  name: 'exactly-once-in-the-store',
  sentence:
    'By the end each acknowledged record that the group was to read has its effect in the store exactly once, ' +
    'and no older record stands in the place of a newer one.',
  reference: 'KafkaConsumer, "Storing Offsets Outside Kafka"; questions.md (d)',
  run(history, ending, options) {
    const wrong: Finding[] = [];
    const open: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      if (!ending.stores.some((store) => store.group === group.group)) continue;
      for (const judged of placesOf(history, group, ending)) {
        wrong.push(...repetitions(history, judged.place, options));
        judgeMissing(judged, ending, options, wrong, open);
      }
      wrong.push(...setBack(history, group, options));
    }
    return verdict(exactlyOnceInTheStore, wrong, open, []);
  },
};

/** Records with more than one row: one finding for each run of them between the same two processes. */
function repetitions(history: History, place: GroupPartition, options: CheckOptions): Finding[] {
  const rows = new Map<string, Write>();
  const pairs: { first: Write; again: Write; range: EpochRange }[] = [];
  for (const write of place.writes) {
    if (write.fact.mode !== 'append') continue;
    const { leaderEpoch, from } = write.fact.records;
    const id = `${leaderEpoch}@${from}`;
    const first = rows.get(id);
    rows.set(id, write);
    if (first === undefined) continue;
    const last = pairs.at(-1);
    const goesOn =
      last?.first.node === first.node &&
      last.again.node === write.node &&
      last.range.leaderEpoch === leaderEpoch &&
      last.range.to + 1 === from;
    if (goesOn) last.range = { ...last.range, to: from };
    else pairs.push({ first, again: write, range: { leaderEpoch, from, to: from } });
  }
  return pairs.map(({ first, again, range }) => {
    const { tp } = place.partition;
    const records = words.nameRecords(place.partition, range, options);
    const faults = faultsBetween(history, first.node, tp.key, first.seq, again.seq);
    const stand = range.from === range.to ? 'stands' : 'stand';
    const sentence =
      `${words.recordsWithKeys(records)} ${stand} twice in the store of ${place.group}: ` +
      `${first.node} wrote ${words.them(range)} at ${words.seconds(first.at)}, ` +
      `${again.node} again at ${words.seconds(again.at)}` +
      `${faults.length > 0 ? `; ${words.faultsText(faults)}.` : '.'}`;
    const cause = faults.at(-1)?.type ?? 'application';
    const { at, event } = again;
    return {
      sentence,
      at,
      event,
      group: place.group,
      cause,
      records: [records],
      commit: null,
      faults,
    };
  });
}

/** Records without any row: lost to the store, or not there yet. */
function judgeMissing(
  judged: JudgedPlace,
  ending: Ending,
  options: CheckOptions,
  wrong: Finding[],
  open: Finding[],
): void {
  const { place } = judged;
  const written = RecordSet.of(
    place.writes.filter((w) => w.fact.outcome !== 'refused').map((w) => w.fact.records),
  );
  const tell = (range: EpochRange, why: string, cause: string): Finding => {
    const records = words.nameRecords(place.partition, range, options);
    const sentence = `${words.recordsWithKeys(records)} ${words.were(range)} not written to the store of ${place.group}: ${why}.`;
    const refused = place.writes.find(
      ({ fact: { records: r, outcome } }) => outcome === 'refused' && r.from === range.from,
    );
    const { at, event } = refused ?? { at: ending.at, event: 0 };
    return {
      sentence,
      at,
      event,
      group: place.group,
      cause,
      records: [records],
      commit: null,
      faults: [],
    };
  };
  for (const fate of fatesOf(judged, ending)) {
    const [why, isOpen] = whyMissing(fate, place.group);
    (isOpen ? open : wrong).push(tell(fate, why, isOpen ? 'not caught up' : fate.fate));
  }
  const processed = place.partition.acknowledgedSet
    .all()
    .flatMap((r) => place.processedSet.inside(r));
  for (const range of processed.flatMap((r) => written.outside(r))) {
    const them = words.them(range);
    wrong.push(
      tell(
        range,
        `the application processed ${them}, but no row of ${them} stands there`,
        'application',
      ),
    );
  }
}

/** Why nobody has processed these records, and whether somebody still may. */
function whyMissing(fate: Fate, group: string): [why: string, isOpen: boolean] {
  const them = words.them(fate);
  switch (fate.fate) {
    case 'held': {
      const { node, state } = fate.holder;
      return [`${node} has ${them} in hand (${state})`, state !== 'hung'];
    }
    case 'waiting':
      return [`the log keeps ${them}, and nobody has processed ${them} yet`, true];
    case 'skipped':
      return [
        `${fate.move.entry.node} jumped over ${them} at ${words.seconds(fate.move.entry.at)}`,
        false,
      ];
    case 'gone':
      return [`the log dropped ${them} before ${group} had processed ${them}`, false];
    case 'passed':
      return [`the committed offset has passed ${them}, and nobody reads ${them} again`, false];
  }
}

/** Keys whose row is that of an older record than the newest one written for the key in that partition. */
function setBack(history: History, group: GroupHistory, options: CheckOptions): Finding[] {
  const findings: Finding[] = [];
  for (const place of group.partitions.values()) {
    const last = new Map<string, Write>();
    const newest = new Map<string, Write>();
    for (const write of place.writes) {
      if (write.fact.mode !== 'upsert') continue;
      const { key } = write.fact;
      last.set(key, write);
      const known = newest.get(key);
      if (known === undefined || isNewer(write, known)) newest.set(key, write);
    }
    for (const [key, write] of last) {
      const better = newest.get(key);
      if (better === undefined || !isNewer(better, write)) continue;
      const range = { ...write.fact.records };
      const records = words.nameRecords(place.partition, range, options);
      const { tp } = place.partition;
      const faults = faultsBetween(history, write.node, tp.key, 0, write.seq);
      const sentence =
        `the row of key ${key} in the store of ${group.group} is that of ${records.text}, which ${write.node} wrote ` +
        `at ${words.seconds(write.at)}, though ${better.node} had written ` +
        `${words.recordsText(tp.key, better.fact.records.from, better.fact.records.from)} ` +
        `at ${words.seconds(better.at)}${faults.length > 0 ? `; ${words.faultsText(faults)}.` : '.'}`;
      const { at, event } = write;
      const cause = faults.at(-1)?.type ?? 'application';
      findings.push({
        sentence,
        at,
        event,
        group: group.group,
        cause,
        records: [records],
        commit: null,
        faults,
      });
    }
  }
  return findings;
}

function isNewer(a: Write, b: Write): boolean {
  const [x, y] = [a.fact.records, b.fact.records];
  return x.leaderEpoch > y.leaderEpoch || (x.leaderEpoch === y.leaderEpoch && x.from > y.from);
}
