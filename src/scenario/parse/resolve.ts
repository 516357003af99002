import { bugNamed, bugNames } from '../../bugs/registry.js';
import { MAX_ALL_PARTITIONS } from '../bounds.js';
import { choicesFromFile } from '../choices-file.js';
import type { Scenario } from '../model.js';
import type { Step } from '../model-steps.js';
import type { ScenarioFile } from '../schema.js';
import { readDuration } from '../units.js';
import { mergeLikes } from './like.js';
import { nearest } from './nearest.js';
import { type Node, type Path, toPlain } from './node.js';
import { checkOrder } from './order.js';
import type { Problem } from './problem.js';
import { resolveCluster, resolveTopics } from './resolve-cluster.js';
import { resolveConsumers } from './resolve-consumers.js';
import { resolveProducers } from './resolve-producers.js';
import { resolveSteps } from './resolve-steps.js';
import { Scope } from './scope.js';
import { validate } from './validate.js';

export const DEFAULT_LIMIT_MS = 600_000;

/** What traces call the nodes that no scenario names: a client of that name could not be told from them. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['controller', 'operator']);

/** From a tree to the model: shapes first, and only if they are right what the names refer to. */
export function resolve(
  root: Node,
  file: string,
): { readonly scenario: Scenario } | { readonly problems: readonly Problem[] } {
  const shapes = validate(root);
  if (shapes.length > 0) return { problems: shapes };
  // `validate` has held it against the schema that ScenarioFile is the type of.
  const given = toPlain(root) as ScenarioFile;
  const scope = new Scope(root);
  const scenario = build(scope, given, file);
  return scope.problems.length > 0 ? { problems: scope.problems } : { scenario };
}

function build(scope: Scope, given: ScenarioFile, file: string): Scenario {
  const cluster = resolveCluster(scope, given.cluster);
  collectNames(scope, given, cluster.configs.numPartitions);
  checkSize(scope);
  checkCollisions(scope, given);
  const topics = resolveTopics(scope, given.topics, cluster);
  const producers = resolveProducers(scope, given.producers);
  const merged = mergeLikes(scope, given.consumers ?? {});
  for (const { name, given: consumer } of merged) {
    const group = consumer.group ?? consumer['group.id'] ?? null;
    scope.consumers.set(name, group);
    if (group !== null) scope.groups.add(group);
    const instance = consumer['group.instance.id'];
    if (instance !== undefined) scope.instances.add(instance);
  }
  const consumers = resolveConsumers(scope, merged, cluster);
  const steps = resolveSteps(scope, given.steps, cluster);
  const limitMs = scope.take(
    readDuration(given.limit ?? DEFAULT_LIMIT_MS),
    given.limit ?? '',
    ['limit'],
    0,
  );
  if (scope.problems.length === 0) checkOrder(scope, steps, limitMs);
  return {
    file,
    summary: given.summary.trim(),
    watchFor: (given['watch-for'] ?? '').trim(),
    cluster,
    topics,
    producers,
    consumers,
    limitMs,
    steps: steps as readonly Step[],
    bug: bugOf(scope, given.bug ?? ''),
    choices: choicesFromFile(given.choices ?? {}),
  };
}

function bugOf(scope: Scope, name: string): string {
  if (name === '' || bugNamed(name) !== undefined) return name;
  const near = nearest(name, bugNames());
  const fix = near === undefined ? 'cohort bugs lists them' : `did you mean ${near}?`;
  scope.report(['bug'], `there is no bug ${name}`, fix);
  return '';
}

/** Everything that can be referred to, before anything is. */
function collectNames(scope: Scope, given: ScenarioFile, numPartitions: number): void {
  for (const name of Object.keys(given.consumers ?? {})) scope.consumers.set(name, null);
  for (const name of Object.keys(given.producers ?? {})) scope.producers.add(name);
  for (const section of ['consumers', 'producers'] as const) {
    for (const name of Object.keys(given[section] ?? {})) checkName(scope, name, section);
  }
  const grow = (topic: string, partitions: number) => {
    scope.topics.set(topic, Math.max(partitions, scope.topics.get(topic) ?? 0));
  };
  for (const [name, topic] of Object.entries(given.topics ?? {})) {
    grow(name, topic?.partitions ?? numPartitions);
  }
  for (const step of given.steps) {
    for (const [name, topic] of Object.entries(step['create-topic'] ?? {})) {
      grow(name, topic?.partitions ?? numPartitions);
    }
    // An operator who writes offsets makes the group.
    for (const group of Object.keys(step['alter-offsets'] ?? {})) scope.groups.add(group);
    const reset = step['reset-offsets'];
    if (reset !== undefined) scope.groups.add(reset.group);
  }
  for (const step of given.steps) {
    for (const [name, total] of Object.entries(step['add-partitions'] ?? {})) {
      if (scope.topics.has(name)) grow(name, total);
    }
  }
}

/**
 * Names of metrics make no difference between `.` and `_`, so Kafka refuses a topic that only differs in those from one
 * that exists (Topic.hasCollision, InvalidTopicException). One that a step deletes may make room for the other.
 */
function checkCollisions(scope: Scope, given: ScenarioFile): void {
  const deleted = new Set(given.steps.flatMap((step) => [step['delete-topic'] ?? []].flat()));
  const first = new Map<string, string>();
  const check = (name: string, path: Path) => {
    const unified = name.replaceAll('.', '_');
    const other = first.get(unified) ?? name;
    first.set(unified, other);
    if (other === name || deleted.has(other)) return;
    const message = `topic ${name} collides with ${other}: Kafka takes . and _ for the same`;
    scope.report(path, message, 'another name', 'key');
  };
  for (const name of Object.keys(given.topics ?? {})) check(name, ['topics', name]);
  given.steps.forEach((step, i) => {
    for (const name of Object.keys(step['create-topic'] ?? {})) {
      check(name, ['steps', i, 'create-topic', name]);
    }
  });
}

function checkSize(scope: Scope): void {
  let total = 0;
  for (const partitions of scope.topics.values()) total += partitions;
  if (total <= MAX_ALL_PARTITIONS) return;
  scope.report(
    ['topics'],
    `${total} partitions in all are too many`,
    `at most ${MAX_ALL_PARTITIONS}`,
  );
}

function checkName(scope: Scope, name: string, section: 'consumers' | 'producers'): void {
  if (/^broker-\d+$/.test(name)) {
    scope.report([section, name], `${name} is the name of a broker`, 'another name', 'key');
  }
  if (RESERVED_NAMES.has(name)) {
    scope.report(
      [section, name],
      `${name} is the name of a node of its own`,
      'another name',
      'key',
    );
  }
  if (section === 'producers' && scope.consumers.has(name)) {
    scope.report([section, name], `${name} is also a consumer`, 'each needs its own name', 'key');
  }
}
