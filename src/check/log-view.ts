import type { Ending, PartitionEnding } from './ending.js';
import type { PartitionHistory } from './history.js';
import { type EpochRange, RecordSet } from './interval-set.js';

/** The leader's log as the facts tell it: which record stood at which offset at a moment of the run. */
export class LogView {
  private segments: EpochRange[] = [];

  /** An append at or below the end means that a new leader had a shorter log: the old tail is gone. */
  append({ from, to, leaderEpoch }: EpochRange): void {
    let last = this.segments.at(-1);
    while (last !== undefined && last.to >= from) {
      this.segments.pop();
      if (last.from < from) this.segments.push({ ...last, to: from - 1 });
      last = this.segments.at(-1);
    }
    if (last !== undefined && last.leaderEpoch === leaderEpoch && last.to === from - 1) {
      this.segments[this.segments.length - 1] = { ...last, to };
    } else {
      this.segments.push({ from, to, leaderEpoch });
    }
  }

  /** The records at `from`..`to`. */
  inside(from: number, to: number): EpochRange[] {
    if (to < from) return [];
    return this.segments
      .filter((part) => part.from <= to && part.to >= from)
      .map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }));
  }
}

/** The same topic's partition at the end of the run, undefined if the topic was deleted. */
export function endingOf(ending: Ending, partition: PartitionHistory): PartitionEnding | undefined {
  return ending.partitions.find(
    (end) => end.topicId === partition.topicId && end.tp.key === partition.tp.key,
  );
}

/** The records that are in the log at the end of the run. */
export function finalLog(end: PartitionEnding | undefined): RecordSet {
  return RecordSet.of(end?.log ?? []);
}
