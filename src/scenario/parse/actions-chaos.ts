import { CHAOS_FAULTS, type ChaosFault } from '../fault-words.js';
import type { ChaosAction } from '../model-faults.js';
import { readDuration, readDurationRange } from '../units.js';
import type { Value } from './actions-do.js';
import type { Path } from './node.js';
import type { Scope } from './scope.js';

export const CHAOS_PRESETS = {
  every: { minMs: 2_000, maxMs: 6_000 },
  lasting: { minMs: 1_000, maxMs: 8_000 },
  brokersDown: 1,
} as const;

export function readChaos(scope: Scope, value: Value<'chaos'>, path: Path): ChaosAction[] {
  const range = (key: 'every' | 'lasting') => {
    const given = value[key];
    const preset = CHAOS_PRESETS[key];
    if (given === undefined) return preset;
    return scope.take(readDurationRange(given), given, [...path, key], preset);
  };
  const every = range('every');
  if (every.minMs === 0) {
    scope.report([...path, 'every'], 'faults without an end at one instant', 'every: 2s..6s');
  }
  return [
    {
      kind: 'chaos',
      forMs: scope.take(readDuration(value.for), value.for, [...path, 'for'], 0),
      every,
      lasting: range('lasting'),
      weights: weights(value.faults),
      swarm: value.swarm ?? false,
      brokersDown: value['brokers-down'] ?? CHAOS_PRESETS.brokersDown,
      lose: value.lose ?? 'nothing',
    },
  ];
}

function weights(given: Value<'chaos'>['faults']): Map<ChaosFault, number> {
  if (given === undefined) return new Map(CHAOS_FAULTS.map((fault) => [fault, 1]));
  if (typeof given === 'string') return new Map([[given, 1]]);
  if (Array.isArray(given)) return new Map(given.map((fault) => [fault, 1]));
  // Object.entries forgets that the keys are those of the schema.
  return new Map(Object.entries(given) as [ChaosFault, number][]);
}
