import { ConditionError, parseCondition } from '../conditions.js';
import type { ClusterSpec } from '../model.js';
import type { Action, Step, Trigger } from '../model-steps.js';
import { Refusal, readDuration } from '../units.js';
import { readChaos } from './actions-chaos.js';
import {
  type ActionReader,
  readAssign,
  readCalls,
  readClose,
  readOnPartitions,
  readProduce,
  readSeek,
  readStart,
  readStop,
  readSubscribe,
} from './actions-do.js';
import {
  readCrash,
  readElectLeader,
  readFault,
  readFreeze,
  readMoveCoordinator,
  readReassign,
  readShutDown,
} from './actions-fault.js';
import { readCheck, readExpect, readMustHappen } from './actions-judge.js';
import {
  readCloseConnection,
  readCut,
  readHeal,
  readIsolate,
  readMessageFault,
  readRelease,
  readSlow,
  readSplit,
  readUnsound,
} from './actions-network.js';
import {
  readAddPartitions,
  readAlterOffsets,
  readCreateTopic,
  readDeleteGroup,
  readDeleteOffsets,
  readDeleteRecords,
  readDeleteTopic,
  readRemoveMember,
  readResetOffsets,
} from './actions-operator.js';
import { readSetClock } from './clocks.js';
import { checkMentions } from './mentions.js';
import type { Path } from './node.js';
import type { Scope, StepFile } from './scope.js';

const TRIGGERS = ['at', 'after', 'when', 'until'] as const;
type OtherKey = (typeof TRIGGERS)[number] | 'within' | 'optional' | 'for' | 'lose';
type ActionKey = Exclude<keyof StepFile, OtherKey>;
type Readers = { readonly [K in ActionKey]: ActionReader<K> };

function readers(cluster: ClusterSpec): Readers {
  return {
    start: readStart,
    stop: readStop,
    close: readClose,
    subscribe: readSubscribe,
    unsubscribe: readCalls('unsubscribe'),
    assign: readAssign,
    seek: readSeek,
    'seek-to-beginning': readOnPartitions('seek-to-beginning'),
    'seek-to-end': readOnPartitions('seek-to-end'),
    pause: readOnPartitions('pause'),
    resume: readOnPartitions('resume'),
    'enforce-rebalance': readCalls('enforce-rebalance'),
    produce: readProduce,
    'create-topic': readCreateTopic(cluster),
    'delete-topic': readDeleteTopic,
    'add-partitions': readAddPartitions,
    'delete-records': readDeleteRecords,
    'reset-offsets': readResetOffsets,
    'alter-offsets': readAlterOffsets,
    'delete-offsets': readDeleteOffsets,
    'delete-group': readDeleteGroup,
    'remove-member': readRemoveMember,
    crash: readCrash,
    restart: readFault('restart'),
    freeze: readFreeze,
    thaw: readFault('thaw'),
    'set-clock': readSetClock,
    'shut-down': readShutDown,
    'elect-leader': readElectLeader,
    reassign: readReassign,
    'move-coordinator': readMoveCoordinator,
    cut: readCut,
    slow: readSlow,
    lossy: readUnsound('lossy'),
    duplicating: readUnsound('duplicating'),
    split: readSplit,
    isolate: readIsolate,
    heal: readHeal,
    'close-connection': readCloseConnection,
    chaos: readChaos,
    'lose-request': readMessageFault('lose-request'),
    'lose-reply': readMessageFault('lose-reply'),
    'delay-request': readMessageFault('delay-request'),
    'delay-reply': readMessageFault('delay-reply'),
    'duplicate-request': readMessageFault('duplicate-request'),
    fail: readMessageFault('fail'),
    'reply-with': readMessageFault('reply-with'),
    'hold-request': readMessageFault('hold-request'),
    'hold-reply': readMessageFault('hold-reply'),
    release: readRelease,
    expect: readExpect,
    'must-happen': readMustHappen,
    check: readCheck,
  };
}

export function resolveSteps(
  scope: Scope,
  steps: readonly StepFile[],
  cluster: ClusterSpec,
): Step[] {
  const table = readers(cluster);
  return steps.map((step, i) => resolveStep(scope, step, ['steps', i], table));
}

function resolveStep(scope: Scope, step: StepFile, path: Path, table: Readers): Step {
  const trigger = resolveTrigger(scope, step, path);
  const keys = (Object.keys(step) as (keyof StepFile)[]).filter(
    (key): key is ActionKey => Object.hasOwn(table, key) && step[key] !== undefined,
  );
  checkShape(scope, step, keys, path);
  const actions = keys.flatMap((key) => readAction(scope, key, step, [...path, key], table));
  return { trigger, optional: step.optional ?? false, actions, position: scope.position(path) };
}

function readAction<K extends ActionKey>(
  scope: Scope,
  key: K,
  step: StepFile,
  path: Path,
  table: Readers,
): Action[] {
  const value = step[key];
  return value === undefined ? [] : table[key](scope, value, path, step);
}

/** What `for:` may end. */
const LASTING = ['freeze', 'cut', 'slow', 'lossy', 'duplicating', 'split', 'isolate'] as const;

function checkShape(scope: Scope, step: StepFile, keys: readonly ActionKey[], path: Path): void {
  const conditions = TRIGGERS.filter((key) => step[key] !== undefined);
  const [first, second] = conditions;
  if (second !== undefined) {
    scope.report([...path, second], `${first}: and ${second}: in one step`, 'two steps', 'key');
  }
  if (step.until !== undefined && keys.length > 0) {
    const message = 'until: only waits; what follows is a step of its own';
    scope.report(
      [...path, 'until'],
      message,
      `"when:", or "- ${keys[0]}:" as the next step`,
      'key',
    );
  }
  if (step.when !== undefined && keys.length === 0) {
    scope.report([...path, 'when'], 'nothing is done when it holds', 'an action, or until:', 'key');
  }
  const waits = step.when !== undefined || step.until !== undefined;
  if (step.within !== undefined && !waits) {
    scope.report([...path, 'within'], 'within: needs a when: or until:', 'remove it', 'key');
  }
  if (step.for !== undefined && !LASTING.some((key) => step[key] !== undefined)) {
    const message = `for: says how long a freeze or a fault of links lasts`;
    scope.report([...path, 'for'], message, LASTING.join(', '), 'key');
  }
  if (step.lose !== undefined && step.crash === undefined) {
    scope.report([...path, 'lose'], 'lose: says what a crash loses', 'crash: broker-1', 'key');
  }
  if (conditions.length === 0 && keys.length === 0) {
    scope.report(path, 'this step does nothing', 'start:, crash:, until:, expect:, ...');
  }
}

function resolveTrigger(scope: Scope, step: StepFile, path: Path): Trigger {
  if (step.at !== undefined) return { kind: 'at', atMs: time(step.at) };
  if (step.after !== undefined) return { kind: 'after', afterMs: time(step.after) };
  const withinMs = step.within === undefined ? null : time(step.within);
  if (step.when !== undefined) return condition(scope, step.when, withinMs, [...path, 'when']);
  if (step.until === undefined) return { kind: 'now' };
  const at = readDuration(step.until);
  if (!(at instanceof Refusal)) return { kind: 'at', atMs: at };
  if (/^-?[\d.]+(ms|s|m|h|d)?$/.test(String(step.until))) {
    scope.take(at, step.until, [...path, 'until'], 0);
    return { kind: 'now' };
  }
  return condition(scope, String(step.until), withinMs, [...path, 'until']);
}

/** The schema check has told of a bad one. */
function time(given: string | number): number {
  const ms = readDuration(given);
  return ms instanceof Refusal ? 0 : ms;
}

function condition(scope: Scope, text: string, withinMs: number | null, path: Path): Trigger {
  const parsed = parseCondition(text);
  if (parsed instanceof ConditionError) {
    scope.reportIn(path, parsed.offset, parsed.message, parsed.fix);
    return { kind: 'now' };
  }
  checkMentions(scope, parsed.mentions, path);
  return { kind: 'when', condition: parsed.condition, text, withinMs };
}
