import { CHAOS_FAULTS } from './fault-words.js';
import type {
  ChaosAction,
  FaultAction,
  FaultTarget,
  LinkRef,
  MessageAction,
  MessageRef,
} from './model-faults.js';
import { formatDuration, formatDurationRange } from './units.js';
import { clockToFile } from './units-clock.js';

/** Plain data of a step while it is put together. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };
export type Entry = readonly [key: string, value: Plain];

/** A fault as a file writes it: its key, and those beside it. */
export function faultToFile(action: FaultAction): Entry[] {
  const lasting: Entry[] =
    'forMs' in action && action.forMs !== null ? [['for', formatDuration(action.forMs)]] : [];
  switch (action.kind) {
    case 'crash': {
      const lose: Entry[] = action.lose === 'nothing' ? [] : [['lose', action.lose]];
      return [['crash', names(action.targets)], ...lose];
    }
    case 'restart':
    case 'thaw':
    case 'freeze':
    case 'shut-down':
    case 'isolate':
      return [[action.kind, names(action.targets)], ...lasting];
    case 'set-clock':
      return [['set-clock', { [targetText(action.target)]: clockToFile(action) }]];
    case 'heal':
      return [['heal', action.targets === null ? 'all' : names(action.targets)]];
    case 'elect-leader':
      return [['elect-leader', { [action.tp.key]: action.election }]];
    case 'reassign':
      return [['reassign', { [action.tp.key]: [...action.replicas] }]];
    case 'move-coordinator':
      return [['move-coordinator', { [action.group]: `broker-${action.broker}` }]];
    case 'cut':
      return [['cut', links(action.links)], ...lasting];
    case 'slow': {
      const { tail } = action;
      const more =
        tail.percent === 0 ? {} : { tail: formatDuration(tail.ms), 'tail-percent': tail.percent };
      const by = formatDurationRange(action.by);
      return [['slow', { ...links(action.links), by, ...more }], ...lasting];
    }
    case 'lossy':
    case 'duplicating':
      return [[action.kind, { ...links(action.links), percent: action.percent }], ...lasting];
    case 'split':
      return [['split', action.sides.map((side) => names(side))], ...lasting];
    case 'close-connection':
      return [['close-connection', action.between.map(targetText)]];
    case 'release':
      return [['release', action.messages === null ? 'all' : ref(action.messages)]];
    default:
      return [[action.kind, message(action)]];
  }
}

/** What differs from the presets. */
export function chaosToFile(action: ChaosAction): Entry {
  const { every, lasting, weights, swarm, brokersDown, lose } = action;
  const all = CHAOS_FAULTS.every((fault) => weights.get(fault) === 1);
  const alike = [...weights.values()].every((weight) => weight === 1);
  const faults = alike ? [...weights.keys()] : Object.fromEntries(weights);
  return [
    'chaos',
    {
      for: formatDuration(action.forMs),
      every: formatDurationRange(every),
      lasting: formatDurationRange(lasting),
      ...(all ? {} : { faults }),
      ...(swarm ? { swarm } : {}),
      ...(brokersDown === 1 ? {} : { 'brokers-down': brokersDown }),
      ...(lose === 'nothing' ? {} : { lose }),
    },
  ];
}

function message(action: Exclude<MessageAction, { kind: 'release' }>): Plain {
  const { nth, times, byMs, error, quietly } = action;
  return {
    ...ref(action.messages),
    ...(nth === 1 ? {} : { nth }),
    ...(times === null ? { all: true } : times === 1 ? {} : { times }),
    ...(action.kind.startsWith('delay') ? { by: formatDuration(byMs) } : {}),
    ...(error === null ? {} : { error }),
    ...(quietly ? { quietly } : {}),
  };
}

function ref({ api, of, to }: MessageRef): { [key: string]: Plain } {
  return {
    api,
    ...(of.length === 0 ? {} : { of: of.length === 1 ? (of[0] ?? '') : [...of] }),
    ...(to.length === 0 ? {} : { to: names(to) }),
  };
}

function links({ from, to, bothWays }: LinkRef): { [key: string]: Plain } {
  if (bothWays) return { between: [names(from), names(to)] };
  return { from: names(from), to: names(to) };
}

function names(targets: readonly FaultTarget[]): Plain {
  const [first] = targets;
  return first !== undefined && targets.length === 1 ? targetText(first) : targets.map(targetText);
}

function targetText(target: FaultTarget): string {
  switch (target.kind) {
    case 'broker':
      return `broker-${target.broker}`;
    case 'coordinator':
      return `coordinator of ${target.group}`;
    case 'leader':
      return `leader of ${target.tp.key}`;
    case 'consumer':
    case 'producer':
      return target.name;
    default:
      return target.kind;
  }
}
