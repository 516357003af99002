import {
  type Expectation,
  type JudgeAction,
  type MustHappen,
  PROPERTY_NAMES,
} from '../model-steps.js';
import { Refusal, readRecords } from '../units.js';
import { perConsumer, readOffsets, type Value } from './actions-do.js';
import { readClusterEvents, readClusterFact } from './actions-judge-cluster.js';
import { eachNamed, type Named, type Names, someOffsets } from './names.js';
import type { Path } from './node.js';
import { eachName, type Scope } from './scope.js';

type ExpectFile = Value<'expect'>;

/** The order in which the facts of one map are looked at: that of the file. */
export function readExpect(scope: Scope, value: ExpectFile, path: Path): JudgeAction[] {
  const facts: JudgeAction[] = [];
  for (const key of Object.keys(value) as (keyof ExpectFile)[]) {
    const at = [...path, key];
    // The schema lets only these keys in, so the cast of Object.keys is sound.
    for (const fact of readFact(scope, key, value, path, at)) {
      facts.push({ kind: 'expect', fact, position: scope.position(at, 'key') });
    }
  }
  checkModifiers(scope, value, path);
  checkSomething(scope, value, path);
  return facts;
}

const PROCESSED_TIMES = {
  processed: 'at least once',
  'processed once': 1,
  'processed twice': 2,
  'not processed': 0,
} as const;

const STORED_TIMES = {
  stored: 'at least once',
  'stored once': 1,
  'stored twice': 2,
  'not stored': 0,
} as const;

function readFact(
  scope: Scope,
  key: keyof ExpectFile,
  value: ExpectFile,
  path: Path,
  at: Path,
): Expectation[] {
  switch (key) {
    case 'describe':
      return readDescribe(scope, value, path);
    case 'processed':
    case 'processed once':
    case 'processed twice':
    case 'not processed': {
      const records = readRecordsList(scope, value[key] ?? [], at);
      const { by = null, group = null } = value;
      return [{ kind: 'processed', records, times: PROCESSED_TIMES[key], by, group }];
    }
    case 'stored':
    case 'stored once':
    case 'stored twice':
    case 'not stored': {
      const records = readRecordsList(scope, value[key] ?? [], at);
      const group = value.group ?? onlyStore(scope, at);
      if (value.group !== undefined && scope.groups.has(group)) checkHasStore(scope, group, at);
      return [{ kind: 'stored', records, times: STORED_TIMES[key], group }];
    }
    case 'committed':
      return perGroup(scope, value.committed ?? {}, at).flatMap(([group, given, inner]) =>
        someOffsets(scope, given, inner).map((one) => ({ kind: 'committed', group, ...one })),
      );
    case 'position':
      return perConsumer(scope, value.position ?? {}, at).flatMap(([consumer, given, inner]) =>
        someOffsets(scope, given, inner).map((one) => ({ kind: 'position', consumer, ...one })),
      );
    case 'owns':
      return perConsumer(scope, value.owns ?? {}, at).map(([consumer, given, inner]) => ({
        kind: 'owns',
        consumer,
        partitions: scope.partitions(given, inner),
      }));
    case 'log-end':
      return readOffsets(scope, value['log-end'] ?? {}, at).map((one) => ({
        kind: 'log-end',
        ...one,
      }));
    case 'values':
      return Object.entries(value.values ?? {}).flatMap(([text, given]) =>
        scope.partition(text, [...at, text], 'key').map((tp) => {
          const values = given.map((cell) => (cell === null ? null : String(cell)));
          return { kind: 'values', tp, values } as const;
        }),
      );
    case 'leader':
    case 'isr':
    case 'replica-end':
      return readClusterFact(scope, key, value, at);
    case 'exception':
      return perConsumer(scope, value.exception ?? {}, at).map(([consumer, exception]) => ({
        kind: 'exception',
        consumer,
        exception,
      }));
    default:
      return readGroupFact(scope, key, value, at);
  }
}

function readGroupFact(
  scope: Scope,
  key: keyof ExpectFile,
  value: ExpectFile,
  at: Path,
): Expectation[] {
  if (key === 'state' && value.state !== true) {
    return perGroup(scope, value.state ?? {}, at).map(([group, state]) => ({
      kind: 'state',
      group,
      state,
    }));
  }
  if (key === 'members' && value.members !== true) {
    return perGroup(scope, value.members ?? {}, at).map(([group, given, inner]) => {
      const names = eachName(given, inner).filter(([name, path]) => scope.consumer(name, path));
      return { kind: 'members', group, consumers: names.map(([name]) => name) };
    });
  }
  if (key === 'generation') {
    return perGroup(scope, value.generation ?? {}, at).map(([group, generation]) => ({
      kind: 'generation',
      group,
      generation,
    }));
  }
  if (key === 'rows') {
    return perGroup(scope, value.rows ?? {}, at).map(([group, rows, inner]) => {
      checkHasStore(scope, group, inner);
      return { kind: 'rows', group, rows };
    });
  }
  if (key !== 'lag') return [];
  return perGroup(scope, value.lag ?? {}, at).map(([group, lag]) => ({ kind: 'lag', group, lag }));
}

/** The group whose store is meant when there is only one. */
function onlyStore(scope: Scope, path: Path): string {
  const [only, another] = scope.stores.keys();
  if (only === undefined) {
    scope.report(path, 'no consumer has a store', 'store: append, of a consumer', 'key');
  } else if (another !== undefined) {
    scope.report(path, 'the store of which group?', `group: ${only}`, 'key');
  }
  return only ?? '';
}

function checkHasStore(scope: Scope, group: string, path: Path): void {
  if (scope.stores.has(group)) return;
  scope.report(path, `group ${group} has no store`, 'store: append, of its consumers', 'key');
}

function readDescribe(scope: Scope, value: ExpectFile, path: Path): Expectation[] {
  const { describe: group = '', table = '' } = value;
  scope.group(group, [...path, 'describe']);
  if (value.members === true && value.state === true) {
    scope.report([...path, 'state'], 'members and state exclude each other', 'keep one', 'key');
  }
  const view = value.members === true ? 'members' : value.state === true ? 'state' : 'offsets';
  const verbose = value.verbose ?? false;
  return [{ kind: 'describe', group, view, verbose, table: tidyTable(table) }];
}

/** Blanks at the ends of lines and empty lines around a table mean nothing. */
export function tidyTable(table: string): string {
  const lines = table.split(/\r?\n/).map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first === -1 ? '' : lines.slice(first, last + 1).join('\n');
}

function checkSomething(scope: Scope, value: ExpectFile, path: Path): void {
  if (Object.keys(value).length > 0) return;
  scope.report(path, 'nothing is expected', '{ describe: billing, table: ... }', 'key');
}

/** Words that only make sense beside another. */
function checkModifiers(scope: Scope, value: ExpectFile, path: Path): void {
  const describes = value.describe !== undefined;
  for (const key of ['table', 'verbose', 'members', 'state'] as const) {
    const alone = key === 'table' || key === 'verbose' || value[key] === true;
    if (describes || value[key] === undefined || !alone) continue;
    scope.report([...path, key], `${key}: belongs to describe:`, 'describe: billing', 'key');
  }
  const processed = Object.keys(PROCESSED_TIMES).some((key) => Object.hasOwn(value, key));
  const stored = Object.keys(STORED_TIMES).some((key) => Object.hasOwn(value, key));
  for (const key of ['by', 'group'] as const) {
    if (value[key] === undefined || processed || (stored && key === 'group')) continue;
    scope.report([...path, key], `${key}: belongs to processed:`, 'processed: orders-0@3', 'key');
  }
  if (value.by !== undefined) scope.consumer(value.by, [...path, 'by']);
  if (value.group !== undefined) scope.group(value.group, [...path, 'group']);
}

function readRecordsList(scope: Scope, given: string | readonly string[], path: Path) {
  return eachName(given, path).flatMap(([text, at]) => {
    const records = readRecords(text);
    if (records instanceof Refusal) return [];
    if (scope.partitionExists(records.tp)) return [records];
    scope.report(at, ...scope.explainPartition(records.tp));
    return [];
  });
}

function perGroup<T>(
  scope: Scope,
  value: Readonly<Record<string, T>>,
  path: Path,
): (readonly [group: string, value: T, path: Path])[] {
  return Object.entries(value)
    .map(([name, given]) => [name, given, [...path, name]] as const)
    .filter(([name, , at]) => scope.group(name, at, 'key'));
}

type MustFile = Value<'must-happen'>;

export function readMustHappen(scope: Scope, value: MustFile, path: Path): JudgeAction[] {
  if (Object.keys(value).length === 0) {
    scope.report(path, 'nothing must happen', '{ session expired: c1 }', 'key');
  }
  return (Object.keys(value) as (keyof MustFile)[]).flatMap((key) => {
    const at = [...path, key];
    const position = scope.position(at, 'key');
    // The schema lets only these keys in, so the cast of Object.keys is sound.
    return readEvents(scope, key, value, at).map(
      (event): JudgeAction => ({ kind: 'must-happen', event, position }),
    );
  });
}

function readEvents(scope: Scope, key: keyof MustFile, value: MustFile, at: Path): MustHappen[] {
  switch (key) {
    case 'session expired':
    case 'max poll interval exceeded':
    case 'processing failed':
    case 'static member replaced':
    case 'closed':
      return named(scope, value[key], at).map(([consumer]) => ({ kind: key, consumer }));
    case 'assigned':
    case 'revoked':
    case 'lost':
    case 'reset':
    case 'truncation detected':
      return named(scope, value[key], at).map(([consumer, given, inner]) => ({
        kind: key,
        consumer,
        partitions: given === undefined ? [] : scope.partitions(given, inner),
      }));
    case 'exception':
    case 'commit failed':
      return named(scope, value[key], at).map(([consumer, exception = null]) => ({
        kind: key,
        consumer,
        exception,
      }));
    case 'commit refused':
      return named(scope, value[key], at).map(([consumer, error = null]) => ({
        kind: key,
        consumer,
        error,
      }));
    case 'rebalance':
    case 'coordinator moved':
      return namedGroups(scope, value[key], at).map(([group, times = 1]) => ({
        kind: key,
        group,
        times,
      }));
    case 'offsets expired':
    case 'group deleted':
      return namedGroups(scope, value[key], at).map(([group]) => ({ kind: key, group }));
    default:
      return readClusterEvents(scope, key, value, at);
  }
}

function named<T>(scope: Scope, value: Names<T>, path: Path): Named<T>[] {
  return eachNamed(value, path)
    .filter(([name, , at, part]) => scope.consumer(name, at, part))
    .map(([name, detail, at]) => [name, detail, at]);
}

function namedGroups<T>(scope: Scope, value: Names<T>, path: Path): Named<T>[] {
  return eachNamed(value, path)
    .filter(([name, , at, part]) => scope.group(name, at, part))
    .map(([name, detail, at]) => [name, detail, at]);
}

export function readCheck(scope: Scope, value: Value<'check'>, path: Path): JudgeAction[] {
  const { group = null } = value;
  if (group !== null) scope.group(group, [...path, 'group']);
  const said = PROPERTY_NAMES.filter((property) => value[property] !== undefined);
  if (said.length === 0) {
    scope.report(path, 'no property is checked', `such as at-least-once: holds`, 'key');
  }
  const inStore = 'exactly-once-in-the-store';
  if (value[inStore] !== undefined) {
    if (group !== null) checkHasStore(scope, group, [...path, inStore]);
    else if (scope.stores.size === 0) onlyStore(scope, [...path, inStore]);
  }
  // In the order of the file, which is that of the keys.
  const order = Object.keys(value);
  said.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return said.map((property) => ({
    kind: 'check',
    property,
    verdict: value[property] ?? 'holds',
    group,
    position: scope.position([...path, property], 'key'),
  }));
}
