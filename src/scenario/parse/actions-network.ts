import { REQUESTS } from '../condition-forms.js';
import type {
  FaultTarget,
  LinkAction,
  LinkRef,
  MessageAction,
  MessageFaultKind,
  MessageRef,
} from '../model-faults.js';
import { readDuration, readDurationRange } from '../units.js';
import type { Value } from './actions-do.js';
import { forMsOf } from './actions-fault.js';
import { nearest } from './nearest.js';
import type { Path } from './node.js';
import { eachName, type Scope, type StepFile } from './scope.js';
import { readBrokers, readTarget, readTargets } from './targets.js';

/*
 * Faults of links and of single messages.
 */

interface LinksFile {
  readonly from?: string | string[] | undefined;
  readonly to?: string | string[] | undefined;
  readonly between?: (string | string[])[] | undefined;
}

/** `from` and `to`, or `between`. */
function readLinks(scope: Scope, value: LinksFile, path: Path): LinkRef[] {
  const { from, to, between } = value;
  if (between !== undefined) {
    if (from !== undefined || to !== undefined) {
      const fix = 'from: and to: are one way, between: both';
      scope.report([...path, 'between'], 'between: and from: or to:', fix, 'key');
    }
    const [a = [], b = []] = between.map((side, i) =>
      readTargets(scope, side, [...path, 'between', i]),
    );
    return [{ from: a, to: b, bothWays: true }];
  }
  if (from === undefined || to === undefined) {
    scope.report(path, 'which links?', 'from: and to:, or between: [c1, broker-1]');
    return [];
  }
  const ends = { from: readTargets(scope, from, [...path, 'from']) };
  return [{ ...ends, to: readTargets(scope, to, [...path, 'to']), bothWays: false }];
}

export function readCut(
  scope: Scope,
  value: Value<'cut'>,
  path: Path,
  step: StepFile,
): LinkAction[] {
  return readLinks(scope, value, path).map((links) => ({
    kind: 'cut',
    links,
    forMs: forMsOf(step),
  }));
}

export function readSlow(
  scope: Scope,
  value: Value<'slow'>,
  path: Path,
  step: StepFile,
): LinkAction[] {
  const none = { minMs: 0, maxMs: 0 };
  const by = scope.take(readDurationRange(value.by), value.by, [...path, 'by'], none);
  const tailMs =
    value.tail === undefined
      ? 0
      : scope.take(readDuration(value.tail), value.tail, [...path, 'tail'], 0);
  if (value['tail-percent'] !== undefined && value.tail === undefined) {
    scope.report([...path, 'tail-percent'], 'tail-percent: without tail:', 'tail: 2s', 'key');
  }
  const tail = { percent: tailMs === 0 ? 0 : (value['tail-percent'] ?? 1), ms: tailMs };
  return readLinks(scope, value, path).map((links) => ({
    ...{ kind: 'slow', links, by, tail, forMs: forMsOf(step) },
  }));
}

export function readUnsound(kind: 'lossy' | 'duplicating') {
  return (scope: Scope, value: Value<'lossy'>, path: Path, step: StepFile): LinkAction[] =>
    readLinks(scope, value, path).map((links) => ({
      ...{ kind, links, percent: value.percent, forMs: forMsOf(step) },
    }));
}

export function readSplit(
  scope: Scope,
  value: Value<'split'>,
  path: Path,
  step: StepFile,
): LinkAction[] {
  const sides = value.map((side, i) => readTargets(scope, side, [...path, i]));
  const seen = new Set<string>();
  for (const [name, at] of value.flatMap((side, i) => eachName(side, [...path, i]))) {
    if (seen.has(name)) scope.report(at, `${name} is on two sides`, 'each node on one side');
    seen.add(name);
  }
  return [{ kind: 'split', sides, forMs: forMsOf(step) }];
}

export function readIsolate(
  scope: Scope,
  value: Value<'isolate'>,
  path: Path,
  step: StepFile,
): LinkAction[] {
  return [{ kind: 'isolate', targets: readTargets(scope, value, path), forMs: forMsOf(step) }];
}

export function readHeal(scope: Scope, value: Value<'heal'>, path: Path): LinkAction[] {
  if (value === 'all') return [{ kind: 'heal', targets: null }];
  return [{ kind: 'heal', targets: readTargets(scope, value, path) }];
}

export function readCloseConnection(
  scope: Scope,
  value: Value<'close-connection'>,
  path: Path,
): LinkAction[] {
  const [a, b] = value.map((name, i) => readTarget(scope, name, [...path, i])[0]);
  if (a === undefined || b === undefined) return [];
  if (!isBroker(a) && !isBroker(b)) {
    const [one, other] = value;
    scope.report(
      path,
      `${one} and ${other} have no connection`,
      'clients talk to brokers: [c1, broker-1]',
    );
  }
  return [{ kind: 'close-connection', between: [a, b] }];
}

function isBroker({ kind }: FaultTarget): boolean {
  return kind === 'broker' || kind === 'brokers' || kind === 'coordinator' || kind === 'leader';
}

/** What a message fault may say; which of it the schema allows depends on the fault. */
interface MessagesFile {
  readonly api: MessageRef['api'];
  readonly of?: string | string[] | undefined;
  readonly to?: string | string[] | undefined;
  readonly nth?: number | undefined;
  readonly times?: number | undefined;
  readonly all?: true | undefined;
  readonly by?: string | number | undefined;
  readonly quietly?: true | undefined;
  readonly error?: Value<'fail'>['error'] | undefined;
}

export function readMessageFault(kind: MessageFaultKind) {
  return (scope: Scope, value: string | MessagesFile, path: Path): MessageAction[] => {
    const file = typeof value === 'string' ? readShort(scope, value, path) : value;
    if (file === undefined) return [];
    const { nth = 1, times = 1, all, by, quietly = false, error = null } = file;
    if (all && file.times !== undefined) {
      scope.report([...path, 'all'], 'all: and times:', 'one of them', 'key');
    }
    const byMs = by === undefined ? 0 : scope.take(readDuration(by), by, [...path, 'by'], 0);
    const messages = readMessages(scope, file, path);
    const left = all ? null : times;
    return [{ kind, messages, nth, times: left, byMs, error, quietly }];
  };
}

export function readRelease(scope: Scope, value: Value<'release'>, path: Path): MessageAction[] {
  if (value === 'all') return [{ kind: 'release', messages: null }];
  const file = typeof value === 'string' ? readShort(scope, value, path) : value;
  if (file === undefined) return [];
  return [{ kind: 'release', messages: readMessages(scope, file, path) }];
}

function readMessages(scope: Scope, file: MessagesFile, path: Path): MessageRef {
  const { of = [], to } = file;
  const known = [...scope.consumers.keys(), ...scope.producers, ...scope.groups];
  for (const [name, at] of eachName(of, typeof of === 'string' ? [...path, 'of'] : path)) {
    if (known.includes(name)) continue;
    const [message, fix] = scope.explainName('consumer, producer or group', name, known);
    scope.report(scope.has(at) ? at : path, message, fix);
  }
  const brokers: FaultTarget[] = to === undefined ? [] : readBrokers(scope, to, [...path, 'to']);
  return { api: file.api, of: [of].flat(), to: brokers };
}

/** `OffsetCommit of c1`, `2nd commit of billing`, `Metadata`. */
function readShort(scope: Scope, text: string, path: Path): MessagesFile | undefined {
  const found = /^(?:(\d+)(?:st|nd|rd|th) )?(\S+)(?: of "?([^"]+)"?)?$/.exec(text);
  const api = REQUESTS.get(found?.[2] ?? '');
  if (found === null || api === undefined) {
    const near = found === null ? undefined : nearest(found[2] ?? '', [...REQUESTS.keys()]);
    const fix = near === undefined ? 'OffsetCommit of c1' : `did you mean ${near}?`;
    scope.report(path, `"${text}" names no request`, fix);
    return undefined;
  }
  const [, nth, , of] = found;
  return {
    api,
    ...(nth === undefined ? {} : { nth: Math.max(1, Number(nth)) }),
    ...(of === undefined ? {} : { of }),
  };
}
