import { found } from '../found.js';
import type { GroupPartition } from '../history.js';
import { RecordSet } from '../interval-set.js';
import type { Check, CheckOptions, Finding } from '../verdict.js';
import { groupsToJudge, verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** A record is known by its topic id, partition, leader epoch and offset: one of another epoch is another record. */
export const phantom: Check = {
  name: 'phantom',
  sentence: 'A consumer is handed only records that a leader had appended by then.',
  reference: 'log-and-replication.md LR-2, LR-15',
  run(history, _ending, options) {
    const findings: Finding[] = [];
    for (const group of groupsToJudge(history, options)) {
      for (const place of group.partitions.values()) findings.push(...phantoms(place, options));
    }
    return verdict(phantom, findings, [], []);
  },
};

function phantoms(place: GroupPartition, options: CheckOptions): Finding[] {
  const { partition, group } = place;
  const known = new RecordSet();
  const findings: Finding[] = [];
  let next = 0;
  for (const entry of place.delivered) {
    for (; (partition.appended[next]?.seq ?? Infinity) < entry.seq; next++) {
      const appended = partition.appended[next];
      if (appended !== undefined) known.add(appended.fact.records);
    }
    for (const range of known.outside(entry.fact.records)) {
      const records = words.nameRecords(partition, range, options);
      const sentence =
        `${entry.node} was handed ${words.recordsWithKeys(records)} of leader epoch ${range.leaderEpoch} at ` +
        `${words.seconds(entry.at)}, which no leader had appended.`;
      findings.push(found(sentence, entry, { group, cause: 'log', records: [records] }));
    }
  }
  return findings;
}
