import type { Ending, PartitionEnding } from './ending.js';
import type { PartitionHistory } from './history.js';
import { type EpochRange, RecordSet } from './interval-set.js';

/** The leader's log as the facts tell it: which record stood at which offset at a moment of the run. */
export class LogView {
  private readonly segments: { from: number; to: number; leaderEpoch: number }[] = [];

  /** An append at or below the end means that a new leader had a shorter log: the old tail is gone. */
  append({ from, to, leaderEpoch }: EpochRange): void {
    let last = this.segments.at(-1);
    while (last !== undefined && last.to >= from) {
      if (last.from < from) last.to = from - 1;
      else this.segments.pop();
      last = this.segments.at(-1);
    }
    if (last?.leaderEpoch === leaderEpoch && last.to === from - 1) last.to = to;
    else this.segments.push({ from, to, leaderEpoch });
  }

  /** The records at `from`..`to`. */
  inside(from: number, to: number): EpochRange[] {
    const parts: EpochRange[] = [];
    for (const { from: start, to: end, leaderEpoch } of this.segments) {
      if (end < from || start > to || to < from) continue;
      parts.push({ from: Math.max(start, from), to: Math.min(end, to), leaderEpoch });
    }
    return parts;
  }
}

/** The partitions at the end of the run, found by the topic id and the name of a history's partition. */
export class EndingIndex {
  private readonly partitions = new Map<string, PartitionEnding[]>();

  constructor(ending: Ending) {
    for (const end of ending.partitions) {
      const same = this.partitions.get(end.tp.key);
      if (same === undefined) this.partitions.set(end.tp.key, [end]);
      else same.push(end);
    }
  }

  /** Undefined if the topic was deleted. */
  find({ tp, topicId }: PartitionHistory): PartitionEnding | undefined {
    return this.partitions.get(tp.key)?.find((end) => end.topicId === topicId);
  }
}

/** The records that are in the log at the end of the run. */
export function finalLog(end: PartitionEnding | undefined): RecordSet {
  return RecordSet.of(end?.log ?? []);
}
