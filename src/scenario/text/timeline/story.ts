import type { Commit, Entry } from '../../../check/history.js';
import { indexHistory } from '../../../check/index-facts.js';
import type { Fact, RecordRange } from '../../../protocol/facts.js';
import { OFFSETS_TOPIC } from '../../../protocol/internal-topics.js';
import { groupPartition } from '../../../protocol/partitioner.js';
import type { TracedFact } from '../../../protocol/trace.js';
import type { Scenario } from '../../model.js';
import { GroupMemory } from './group-memory.js';
import { Hands } from './hands.js';
import { type Item, line, type Mark } from './item.js';
import { kindOf } from './kinds.js';
import { Retries } from './retries.js';

/** offsets.topic.num.partitions */
const DEFAULT_OFFSETS_PARTITIONS = 50;

/** The facts of a run, what helps to tell them, and what has been told so far. */
export class Story {
  readonly entries: readonly Entry[];
  readonly items: Item[] = [];
  readonly hands = new Hands();
  readonly groups = new GroupMemory();
  readonly retries = new Retries();
  /** Exceptions of commits that have been told with their messages, by process. */
  readonly explained = new Set<string>();
  /** When an auto-commit stored what was stored already: as dull as a heartbeat. */
  readonly repeatedCommits: number[] = [];
  /** Nodes that have been started once. */
  readonly started = new Set<string>();
  /** The broker that coordinates a group. */
  readonly coordinators = new Map<string, string>();
  /** When a process was frozen. */
  readonly frozenAt = new Map<string, number>();
  /** By the place in the trace of each fact about it. */
  readonly commits: ReadonlyMap<number, Commit>;
  /** Groups by their partition of `__consumer_offsets`. */
  readonly groupsOf: ReadonlyMap<number, readonly string[]>;
  private readonly told = new Set<number>();
  /** The producers that were told that their records are stored. */
  private readonly acknowledged = new Map<string, string>();
  private readonly appended = new Set<string>();
  /** How many disturbances there were before each place in the trace. */
  private readonly disturbances: Uint32Array;

  constructor(
    facts: readonly TracedFact[],
    readonly scenario: Scenario | null,
  ) {
    // The type and the fact come from one object, so they fit: TypeScript cannot follow that.
    this.entries = facts.map((told, seq) => ({ seq, type: told.fact.type, ...told }) as Entry);
    const history = indexHistory(facts);
    const commits = new Map<number, Commit>();
    for (const group of history.groups.values()) {
      for (const commit of group.commits) {
        const { sent, stored, refused, succeeded, failed } = commit;
        for (const entry of [sent, stored, refused, succeeded, failed]) {
          if (entry !== null) commits.set(entry.seq, commit);
        }
      }
    }
    this.commits = commits;
    this.groupsOf = partitionsOfGroups(history.groups.keys(), scenario);
    this.disturbances = new Uint32Array(facts.length + 1);
    for (const { seq, node, type, fact } of this.entries) {
      const disturbs = DISTURBANCES.some((other) => other === type) ? 1 : 0;
      this.disturbances[seq + 1] = (this.disturbances[seq] ?? 0) + disturbs;
      if (fact.type === 'acknowledged') this.acknowledged.set(recordsKey(fact.records), node);
    }
  }

  /** A line about what a coordinator does; where another broker has taken the group over, it says that it is late. */
  sayOfGroup(entry: Entry, group: string, text: string, mark: Mark = '', crowd = ''): void {
    const coordinator = this.coordinators.get(group) ?? entry.node;
    const late =
      coordinator === entry.node
        ? ''
        : ` (on ${entry.node}, which is deposed: ${coordinator} is the coordinator)`;
    this.say(entry, groupActor(group), `${text}${late}`, mark, crowd);
  }

  /** A line about `entry`, of the kind that its fact has. */
  say(entry: Entry, actor: string, text: string, mark: Mark = '', crowd = ''): void {
    this.items.push(line(entry, kindOf(entry.type), actor, text, mark, crowd));
  }

  /** A line about two entries at once, shown with either's kind. */
  sayBoth(entry: Entry, other: Entry, actor: string, text: string, mark: Mark): void {
    const told = line(entry, kindOf(entry.type), actor, text, mark);
    this.items.push({ ...told, also: kindOf(other.type) });
    this.skip(other.seq);
  }

  /** The entries of the same instant, from this one on, that `belongs` accepts: they are told together, once. */
  together<T extends Fact['type']>(
    entry: Entry,
    types: readonly T[],
    belongs: (other: Entry<T>) => boolean,
  ): Entry<T>[] {
    const found: Entry<T>[] = [];
    for (let seq = entry.seq; seq < this.entries.length; seq++) {
      const other = this.entries[seq];
      if (other === undefined || other.at !== entry.at) break;
      if (this.told.has(seq) || !isOf(other, types) || !belongs(other)) continue;
      found.push(other);
      this.told.add(seq);
    }
    return found;
  }

  /** The producer of these records, if it is ever told that they are stored. */
  acknowledgedTo(records: RecordRange): string | undefined {
    return this.acknowledged.get(recordsKey(records));
  }

  /** With acks=0 a producer never learns what became of its records. */
  asksForNoAnswer(clientId: string): boolean {
    const producers = [...(this.scenario?.producers.values() ?? [])];
    return producers.some((one) => one.clientId === clientId && one.configs.acks === 0);
  }

  /** It is told that these were sent. */
  sent(records: RecordRange): void {
    this.appended.add(recordsKey(records));
  }

  isSent(records: RecordRange): boolean {
    return this.appended.has(recordsKey(records));
  }

  /** Whether something happened between two places in the trace that a reader should see there. */
  isDisturbed(from: number, to: number): boolean {
    return this.disturbances[from] !== this.disturbances[to];
  }

  /** Says that a later entry needs no line of its own. */
  skip(seq: number): void {
    this.told.add(seq);
  }

  isTold(seq: number): boolean {
    return this.told.has(seq);
  }
}

/** Faults, and changes of a group: a commit that meets one of them is told step by step. */
const DISTURBANCES: readonly Fact['type'][] = ['crashed', 'frozen', 'thawed', 'group state'];

function recordsKey({ tp, topicId, leaderEpoch, from }: RecordRange): string {
  return `${tp.key}/${topicId}/${leaderEpoch}/${from}`;
}

export function isOf<T extends Fact['type']>(
  entry: Entry,
  types: readonly T[],
): entry is Entry<T> & Entry {
  return types.some((type) => type === entry.type);
}

function partitionsOfGroups(
  groups: Iterable<string>,
  scenario: Scenario | null,
): Map<number, string[]> {
  const count = scenario?.cluster.configs.offsetsTopicNumPartitions ?? DEFAULT_OFFSETS_PARTITIONS;
  const byPartition = new Map<number, string[]>();
  for (const group of groups) {
    const partition = groupPartition(group, count);
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), group]);
  }
  return byPartition;
}

export function isInternal(topic: string): boolean {
  return topic === OFFSETS_TOPIC;
}

/** `group billing`: never the same word as a consumer's name. */
export function groupActor(group: string): string {
  return `group ${group}`;
}
