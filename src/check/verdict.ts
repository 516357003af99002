import type { CommitKind, Fact } from '../protocol/facts.js';
import type { Ending } from './ending.js';
import type { History } from './history.js';

/** `undecided`: the run ended before it could be known. */
export type Status = 'holds' | 'violated' | 'undecided';

/** Records `from`..`to` of one partition, in a form for --json. */
export interface NamedRecords {
  /** `orders-0@3` or `orders-0@3..5`. */
  readonly text: string;
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly leaderEpoch: number;
  readonly from: number;
  readonly to: number;
  /** Keys of these records, as far as they are known; at most ten. */
  readonly keys: readonly string[];
}

/** A commit that a finding speaks of. */
export interface NamedCommit {
  /** The consumer, or `operator`. */
  readonly by: string;
  /** When it was sent; if it never was, when it was stored. */
  readonly at: number;
  readonly event: number;
  /** `orders-0`. */
  readonly partition: string;
  /** The next offset to read. */
  readonly offset: number;
  /** The consumer's own number of the commit, 0 for an operator's. */
  readonly number: number;
  readonly kind: CommitKind | 'operator';
  /** When it was stored in `__consumer_offsets`; −1 if never. */
  readonly storedAt: number;
}

/** What went wrong with a process: the nearest fault before the anomaly, and those that led to it. */
export interface NamedFault {
  /** The process concerned. */
  readonly of: string;
  /** The type of the fact, such as `crashed` or `member removed`. */
  readonly type: Fact['type'];
  /** Place in the trace. */
  readonly seq: number;
  readonly at: number;
  readonly event: number;
  /** "c1 crashed". */
  readonly what: string;
  /** "c1 crashed at 3.200 s". */
  readonly sentence: string;
}

/** One thing found: a violation, or in `notes` something that looks like one and is explained. */
export interface Finding {
  /** For a stranger who knows Kafka, with times. */
  readonly sentence: string;
  /** When the anomaly came about. */
  readonly at: number;
  readonly event: number;
  readonly group: string;
  /** Whom or what to look at: `reset`, `log`, `group`, `application`, `zombie`, `seek`, … '' if it goes without saying. */
  readonly cause: string;
  readonly records: readonly NamedRecords[];
  readonly commit: NamedCommit | null;
  /** In order of time; the last is the nearest one. */
  readonly faults: readonly NamedFault[];
}

export interface Verdict {
  /** Name of the check. */
  readonly check: string;
  readonly status: Status;
  /** Violations; if undecided, what could not be decided and why. Empty if it holds. */
  readonly findings: readonly Finding[];
  /** Explained: looked like a violation and is none. */
  readonly notes: readonly Finding[];
}

/** How many records of a partition a group may begin again after one interruption. */
export interface DuplicateWindow {
  /** The commit strategy. */
  readonly strategy: string;
  /** Null: no bound. */
  readonly records: number | null;
  /** As many as one process was handed within so long come on top. */
  readonly intervalMs: number;
  /** What each commit without effect adds. */
  readonly perLostCommit: number;
  /** In words: `max.poll.records 500`. */
  readonly text: string;
}

export interface CheckOptions {
  /** Judge only these groups; all if left out. */
  readonly groups?: readonly string[];
  /** The key of a record, if the caller knows it: then findings name it. */
  readonly keyOf?: (topicId: string, partition: number, offset: number) => string | null;
  /** What the configuration of a group implies; left out, bounded-duplicates is undecided. */
  readonly duplicateWindow?: (group: string) => DuplicateWindow | undefined;
  /**
   * How long after the last fault a group may take to converge before it is accused, when the run did not end
   * quietly. Twice the default max.poll.interval.ms if left out.
   */
  readonly convergeWithinMs?: number;
}

/** A property of a run. */
export interface Check {
  readonly name: string;
  /** What it says, in one sentence. */
  readonly sentence: string;
  /** Where the rule comes from. */
  readonly reference: string;
  readonly run: (history: History, ending: Ending, options: CheckOptions) => Verdict;
}
