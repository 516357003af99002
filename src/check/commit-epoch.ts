import type { GroupPartition, StoredOffset } from './history.js';
import { RecordSet } from './interval-set.js';

/**
 * Records below the offset of a commit that it does not mean: what stood there when it was made was lost, and they took
 * the place. Who starts from such an offset is sent back to where the logs part, by the leader epoch in it (KIP-320).
 */
export function notMeantBy(place: GroupPartition, stored: StoredOffset): RecordSet {
  const epoch = epochOf(place, stored) ?? Infinity;
  const younger = place.partition.appended.filter(
    ({ seq, fact }) => seq > stored.seq || fact.records.leaderEpoch > epoch,
  );
  return RecordSet.of(younger.map(({ fact }) => fact.records));
}

/** Of the last record before the offset, as its sender was handed it; undefined if it was not, or sent nothing. */
function epochOf(place: GroupPartition, { commit, offset }: StoredOffset): number | undefined {
  if (commit === null) return undefined;
  const { node, seq } = commit.sent;
  const last = place.delivered.findLast(({ seq: at, node: to, fact: { records } }) => {
    return at < seq && to === node && records.from < offset && offset <= records.to + 1;
  });
  return last?.fact.records.leaderEpoch;
}
