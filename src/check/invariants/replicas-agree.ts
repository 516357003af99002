import type { FollowerEnding, LogRange, PartitionEnding } from '../ending.js';
import { found } from '../found.js';
import { EndingIndex } from '../log-view.js';
import { partitionsToJudge } from '../read-partitions.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/**
 * Asked at the end of the run, whatever has just happened: the high watermark is what all in-sync replicas have, at
 * every moment. A follower that fell behind is asked for what it takes for replicated itself: the rest of its log may
 * be a tail that nobody else has, until it truncates. Where the cleaner may have been, one replica may have holes that
 * another has not yet.
 */
export const replicasAgree: Check = {
  name: 'replicas-agree',
  sentence:
    'Below the high watermark every in-sync replica has all records, the same ones at the same offsets and leader ' +
    'epochs; a follower that fell behind has no others below its own.',
  reference: 'log-and-replication.md §4 (LR-8, LR-11); KIP-101, KIP-279',
  run(history, ending, options) {
    const ends = new EndingIndex(ending);
    const findings = partitionsToJudge(history, options).flatMap((partition) => {
      const end = ends.find(partition);
      return end === undefined ? [] : end.followers.flatMap((one) => judge(end, one, ending.at));
    });
    return verdict(replicasAgree, findings, [], []);
  },
};

function judge(end: PartitionEnding, follower: FollowerEnding, at: number): Finding[] {
  const { tp, highWatermark } = end;
  const who = `broker-${follower.broker}`;
  const say = (what: string) => [found(what, { at, event: 0 }, { cause: 'log' })];
  if (follower.inSync && follower.logEndOffset < highWatermark)
    return say(
      `${who} is in sync, but its log of ${tp.key} ends at ${follower.logEndOffset}, below the high watermark ` +
        `${highWatermark}, at ${words.seconds(at)}.`,
    );
  const other = firstOther(end, follower);
  if (other === undefined) return [];
  const { offset, own, leaders } = other;
  const has = (epoch: number) => (epoch < 0 ? 'none' : `one of leader epoch ${epoch}`);
  return say(
    `${who} has another record at ${tp.key}@${offset} than its leader, at ${words.seconds(at)}: ` +
      `${has(own)}, the leader ${has(leaders)}; the high watermark is ${highWatermark}.`,
  );
}

/** The first offset at which they have not the same record; −1 instead of an epoch: no record. */
function firstOther(end: PartitionEnding, follower: FollowerEnding) {
  const { inSync, differsAt, log } = follower;
  const upTo = inSync ? end.highWatermark : Math.min(end.highWatermark, follower.highWatermark);
  const from = Math.max(end.logStartOffset, follower.logStartOffset);
  const epochs = log === end.log ? undefined : firstEpoch(end, log, from, upTo);
  if (differsAt < from || differsAt >= upTo) return epochs;
  if (epochs !== undefined && epochs.offset < differsAt) return epochs;
  const epoch = epochAt(log, differsAt);
  return { offset: differsAt, own: epoch, leaders: epoch };
}

function firstEpoch(end: PartitionEnding, log: readonly LogRange[], from: number, upTo: number) {
  for (let offset = from; offset < upTo; offset++) {
    const own = epochAt(log, offset);
    const leaders = epochAt(end.log, offset);
    const isHole = end.isCompacted && (own < 0 || leaders < 0);
    if (own !== leaders && !isHole) return { offset, own, leaders };
  }
  return undefined;
}

function epochAt(log: readonly LogRange[], offset: number): number {
  return log.find(({ from, to }) => from <= offset && offset <= to)?.leaderEpoch ?? -1;
}
