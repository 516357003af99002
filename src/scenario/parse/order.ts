import type { Condition } from '../model-conditions.js';
import type { FaultTarget } from '../model-faults.js';
import type { Action, Step } from '../model-steps.js';
import { formatDuration } from '../units.js';
import type { Path } from './node.js';
import type { Scope } from './scope.js';

/*
 * What can be proved wrong from the order of the steps alone: a time that is past, a wait for somebody whom only
 * this or a later step starts, a deed to somebody who was never started.
 */
export function checkOrder(scope: Scope, steps: readonly Step[], limitMs: number): void {
  checkTimes(scope, steps, limitMs);
  const started = new Set<string>();
  const ever = new Set(steps.flatMap((step) => step.actions.flatMap(startedBy)));
  for (const [i, step] of steps.entries()) {
    const path = ['steps', i];
    if (step.trigger.kind === 'when' && !step.optional) {
      checkWait(scope, step.trigger.condition, started, ever, path);
    }
    for (const action of step.actions) {
      for (const name of subjects(action)) {
        if (!started.has(name)) reportNotStarted(scope, name, action, path);
      }
      for (const name of startedBy(action)) started.add(name);
    }
  }
}

function checkTimes(scope: Scope, steps: readonly Step[], limitMs: number): void {
  let earliest = 0;
  for (const [i, { trigger }] of steps.entries()) {
    const path = ['steps', i];
    if (trigger.kind === 'at') {
      const key = scope.has([...path, 'at']) ? 'at' : 'until';
      if (trigger.atMs < earliest) {
        const message = `${formatDuration(trigger.atMs)} is past: the steps before take until ${formatDuration(earliest)} at least`;
        scope.report([...path, key], message, 'steps run in order');
      }
      earliest = Math.max(earliest, trigger.atMs);
    }
    if (trigger.kind === 'after') earliest += trigger.afterMs;
    if (earliest <= limitMs) continue;
    const message = `the run ends before, at its limit of ${formatDuration(limitMs)}`;
    scope.report([...path, trigger.kind], message, `limit: ${formatDuration(earliest * 2)}`);
    return;
  }
}

function checkWait(
  scope: Scope,
  condition: Condition,
  started: ReadonlySet<string>,
  ever: ReadonlySet<string>,
  path: Path,
): void {
  const key = scope.has([...path, 'when']) ? 'when' : 'until';
  for (const { who, names } of waitsFor(scope, condition)) {
    if (names.length === 0 || names.some((name) => started.has(name))) continue;
    const starter = names.find((name) => ever.has(name));
    const message =
      starter === undefined
        ? `this waits for ${who}, but no step starts ${names.length === 1 ? 'it' : 'any of it'}`
        : `this waits for ${who}, which only this or a later step starts: it would wait for ever`;
    scope.report([...path, key], message, `"- start: ${starter ?? names[0]}" before it`);
  }
}

interface Wait {
  readonly who: string;
  /** One of these must have been started. */
  readonly names: readonly string[];
}

function waitsFor(scope: Scope, condition: Condition): Wait[] {
  switch (condition.kind) {
    case 'and':
      return condition.all.flatMap((one) => waitsFor(scope, one));
    case 'owns count':
      return condition.count === 0 ? [] : [self(condition.consumer)];
    case 'processed':
    case 'processed count':
    case 'received':
    case 'received count':
    case 'owns':
    case 'failed':
    case 'session expired':
    case 'joined':
      return [self(condition.consumer)];
    case 'producer done':
      return [self(condition.producer)];
    case 'point':
      return [self(condition.client)];
    case 'process': {
      const isClient = scope.consumers.has(condition.name) || scope.producers.has(condition.name);
      return isClient ? [self(condition.name)] : [];
    }
    case 'group state':
      return condition.state === 'Empty' || condition.state === 'Dead'
        ? []
        : [members(scope, condition.group)];
    case 'member count':
      return condition.count === 0 ? [] : [members(scope, condition.group)];
    case 'generation':
      return condition.generation === 0 ? [] : [members(scope, condition.group)];
    case 'caught up':
    case 'committed':
    case 'record count':
    case 'leader is':
    case 'coordinator is':
      return [];
  }
}

function self(name: string): Wait {
  return { who: name, names: [name] };
}

function members(scope: Scope, group: string): Wait {
  const names = [...scope.consumers].filter(([, of]) => of === group).map(([name]) => name);
  return { who: `members of ${group}`, names };
}

function startedBy(action: Action): readonly string[] {
  if (action.kind === 'start') return action.names;
  return action.kind === 'restart' ? clients(action.targets) : [];
}

/** Who must run, or have run, for the action to mean anything. */
function subjects(action: Action): readonly string[] {
  switch (action.kind) {
    case 'stop':
      return action.producers;
    case 'close':
    case 'subscribe':
    case 'unsubscribe':
    case 'enforce-rebalance':
    case 'seek':
    case 'seek-to-beginning':
    case 'seek-to-end':
    case 'pause':
    case 'resume':
      return [action.consumer];
    case 'crash':
    case 'freeze':
    case 'thaw':
    case 'restart':
      return clients(action.targets);
    default:
      return [];
  }
}

function clients(targets: readonly FaultTarget[]): string[] {
  return targets.flatMap((target) => ('name' in target ? [target.name] : []));
}

function reportNotStarted(scope: Scope, name: string, action: Action, path: Path): void {
  const assigns = action.kind === 'subscribe' && action.to.kind === 'partitions';
  const key = assigns ? 'assign' : action.kind;
  scope.report(
    [...path, key],
    `${name} has not been started before this`,
    `"- start: ${name}" above`,
  );
}
