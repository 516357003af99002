import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { Position } from '../model.js';
import type { ScenarioFile } from '../schema.js';
import { Refusal, readPartition } from '../units.js';
import { nearest } from './nearest.js';
import { find, locate, type Node, type Path } from './node.js';
import type { Problem } from './problem.js';

export type StepFile = ScenarioFile['steps'][number];
export type ConsumerFile = NonNullable<ScenarioFile['consumers']>[string];
export type ProducerFile = NonNullable<ScenarioFile['producers']>[string];
export type TopicFile = NonNullable<ScenarioFile['topics']>[string];

/** What names mean in this file, and the problems found so far. */
export class Scope {
  readonly problems: Problem[] = [];
  /** Every topic of the run, with the most partitions that it ever has. */
  readonly topics = new Map<string, number>();
  /** Consumer -> its group, null without one. */
  readonly consumers = new Map<string, string | null>();
  readonly producers = new Set<string>();
  readonly groups = new Set<string>();
  /** Group -> how its applications write to their store. */
  readonly stores = new Map<string, string>();
  readonly instances = new Set<string>();
  brokers = 1;
  /** offsets.topic.num.partitions */
  offsetsPartitions = 50;

  constructor(readonly root: Node) {}

  report(path: Path, message: string, fix = '', part: 'key' | 'value' = 'value'): void {
    this.problems.push({ position: this.position(path, part), path, message, fix });
  }

  /** A problem with the word at `offset` of the text at `path`. */
  reportIn(path: Path, offset: number, message: string, fix: string): void {
    const node = find(this.root, path);
    const position = this.position(path);
    const shift = node?.kind === 'scalar' ? node.shift : undefined;
    const exact =
      position === null || shift === undefined
        ? position
        : { line: position.line, column: position.column + shift + offset };
    this.problems.push({ position: exact, path, message, fix });
  }

  /** True if the file says something there. */
  has(path: Path): boolean {
    return find(this.root, path) !== undefined;
  }

  position(path: Path, part: 'key' | 'value' = 'value'): Position | null {
    return locate(this.root, path, part);
  }

  /** The value, or the stand-in after telling what is wrong with it. */
  take<T>(result: T | Refusal, shown: string | number, path: Path, standIn: T): T {
    if (!(result instanceof Refusal)) return result;
    this.report(path, `${JSON.stringify(shown)} ${result.message}`, result.fix);
    return standIn;
  }

  consumer(name: string, path: Path, part: 'key' | 'value' = 'value'): boolean {
    return this.known('consumer', name, this.consumers.keys(), path, part);
  }

  producer(name: string, path: Path, part: 'key' | 'value' = 'value'): boolean {
    return this.known('producer', name, this.producers, path, part);
  }

  group(name: string, path: Path, part: 'key' | 'value' = 'value'): boolean {
    return this.known('group', name, this.groups, path, part);
  }

  topic(name: string, path: Path, part: 'key' | 'value' = 'value'): boolean {
    return this.known('topic', name, this.topics.keys(), path, part);
  }

  /** A partition that exists at some time of the run. */
  partition(text: string, path: Path, part: 'key' | 'value' = 'value'): TopicPartition[] {
    const tp = readPartition(text);
    if (tp instanceof Refusal) return []; // the schema check told of it
    if (this.partitionExists(tp)) return [tp];
    this.report(path, ...this.explainPartition(tp), part);
    return [];
  }

  /** The same, or one of `__consumer_offsets`: what an operator's tools take. */
  anyPartition(text: string, path: Path, part: 'key' | 'value' = 'value'): TopicPartition[] {
    const tp = readPartition(text);
    if (tp instanceof Refusal || tp.topic !== '__consumer_offsets') {
      return this.partition(text, path, part);
    }
    if (tp.partition < this.offsetsPartitions) return [tp];
    const fix = `${tp.topic}-0 to ${tp.topic}-${this.offsetsPartitions - 1}`;
    this.report(path, `topic ${tp.topic} has no partition ${tp.partition}`, fix, part);
    return [];
  }

  partitions(given: string | readonly string[], path: Path): TopicPartition[] {
    const list = [given].flat();
    return list.flatMap((text, i) =>
      this.partition(text, Array.isArray(given) ? [...path, i] : path),
    );
  }

  partitionExists(tp: TopicPartition): boolean {
    return tp.partition < (this.topics.get(tp.topic) ?? 0);
  }

  explainPartition(tp: TopicPartition): [message: string, fix: string] {
    const partitions = this.topics.get(tp.topic);
    if (partitions === undefined) return this.explainName('topic', tp.topic, this.topics.keys());
    const last = partitions - 1;
    const fix = last === 0 ? `only ${tp.topic}-0` : `${tp.topic}-0 to ${tp.topic}-${last}`;
    return [`topic ${tp.topic} has no partition ${tp.partition}`, fix];
  }

  explainName(kind: string, name: string, known: Iterable<string>): [message: string, fix: string] {
    const other = this.kindOf(name);
    if (other !== undefined && other !== kind) return [`${name} is a ${other}, not a ${kind}`, ''];
    const all = [...known];
    const near = nearest(name, all);
    const list =
      all.length === 0 ? `there is no ${kind} at all` : `there are ${all.slice(0, 8).join(', ')}`;
    const fix = near === undefined ? list : `did you mean ${near}?`;
    return [
      `there is no ${kind} "${name}"`,
      all.length === 1 && near === undefined ? `only ${all[0]}` : fix,
    ];
  }

  private known(
    kind: string,
    name: string,
    names: Iterable<string>,
    path: Path,
    part: 'key' | 'value' = 'value',
  ): boolean {
    const all = [...names];
    if (all.includes(name)) return true;
    this.report(path, ...this.explainName(kind, name, all), part);
    return false;
  }

  private kindOf(name: string): string | undefined {
    if (this.consumers.has(name)) return 'consumer';
    if (this.producers.has(name)) return 'producer';
    if (this.groups.has(name)) return 'group';
    return this.topics.has(name) ? 'topic' : undefined;
  }
}

/** `c1` or `[c1, c2]`, each with its path. */
export function eachName(
  given: string | readonly string[],
  path: Path,
): (readonly [name: string, path: Path])[] {
  if (typeof given === 'string') return [[given, path]];
  return given.map((name, i) => [name, [...path, i]] as const);
}
