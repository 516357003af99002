import { committedOffsets, describeGroup } from './groups.js';
import type { HeldRecord } from './history.js';
import { toRangeText } from './ranges.js';
import type { Recorder } from './recorder.js';
import type { Stage } from './stage.js';
import type { Final, Json } from './story.js';

/** By partition, how often each value was seen. */
type Times = Map<string, Map<number, number>>;

/** The end of a story, computed from what its own clients showed. */
export function finalOf(stage: Stage, recorder: Recorder): Final {
  const groups = groupsOfClients(stage);
  const names = [...new Set(groups.values())].sort();
  const delivered = countTimes(stage, groups, 'records');
  const processed = countTimes(stage, groups, 'processed');
  const of = (json: (group: string) => Json) =>
    Object.fromEntries(names.map((group) => [group, json(group)]));
  const basis = (group: string): Times => processed.get(group) ?? delivered.get(group) ?? new Map();
  return {
    committed: of((group) => committedOffsets(stage.world, group)),
    groups: of((group) => describeGroup(stage.world, group)),
    deliveredTimes: of((group) => timesJson(delivered.get(group) ?? new Map())),
    processedTimes: Object.fromEntries(
      names.flatMap((group) => {
        const times = processed.get(group);
        return times === undefined ? [] : [[group, timesJson(times)]];
      }),
    ),
    duplicates: of((group) => duplicates(basis(group))),
    lost: of((group) =>
      lost(basis(group), committedOffsets(stage.world, group), recorder.produced),
    ),
    produced: Object.fromEntries([...recorder.produced].sort(([a], [b]) => (a < b ? -1 : 1))),
    timedOut: stage.history.count('driver', 'timeout') > 0,
  };
}

/** Client -> group: a story never starts one name in two groups. */
function groupsOfClients(stage: Stage): Map<string, string> {
  const groups = new Map<string, string>();
  for (const node of stage.world.nodes) {
    if (node.kind !== 'consumer' || node.spec.config.groupId === null) continue;
    groups.set(node.spec.config.clientId, node.spec.config.groupId);
  }
  return groups;
}

function countTimes(
  stage: Stage,
  groups: ReadonlyMap<string, string>,
  event: 'records' | 'processed',
): Map<string, Times> {
  const counts = new Map<string, Times>();
  for (const raw of stage.history.raw) {
    const group = groups.get(raw.consumer);
    if (raw.event !== event || group === undefined || raw.records.length === 0) continue;
    const times = counts.get(group) ?? new Map<string, Map<number, number>>();
    counts.set(group, times);
    for (const record of raw.records) countRecord(times, record);
  }
  return counts;
}

function countRecord(times: Times, { partition, value }: HeldRecord): void {
  const values = times.get(partition) ?? new Map<number, number>();
  times.set(partition, values);
  values.set(value, (values.get(value) ?? 0) + 1);
}

function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

function timesJson(times: Times): Json {
  return Object.fromEntries(
    [...times].map(([partition, values]) => {
      const counts = ascending(new Set(values.values()));
      const lists = counts.map((count) => {
        const seen = [...values].filter(([, n]) => n === count).map(([value]) => value);
        return [count, toRangeText(ascending(seen))];
      });
      return [partition, Object.fromEntries(lists)];
    }),
  );
}

function duplicates(times: Times): Json {
  return Object.fromEntries(
    [...times].flatMap(([partition, values]) => {
      const twice = [...values].filter(([, n]) => n > 1).map(([value]) => value);
      return twice.length === 0 ? [] : [[partition, toRangeText(ascending(twice))]];
    }),
  );
}

/** Values below the committed offset that nobody had. */
function lost(
  times: Times,
  committed: { readonly [partition: string]: Json },
  produced: ReadonlyMap<string, number>,
): Json {
  return Object.fromEntries(
    Object.entries(committed).flatMap(([partition, offset]) => {
      const end = Math.min(Number(offset), produced.get(partition) ?? 0);
      const seen = times.get(partition);
      const missing: number[] = [];
      for (let value = 0; value < end; value++) if (!seen?.has(value)) missing.push(value);
      return missing.length === 0 ? [] : [[partition, toRangeText(missing)]];
    }),
  );
}
