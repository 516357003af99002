import { describe, expect, it } from 'vitest';
import type { PartitionLog } from '../../src/log/partition-log.js';
import { visitBatches } from '../../src/log/partition-log.js';
import { scenario } from '../../src/scenario/build.js';
import { runScenario } from '../../src/scenario/run/run.js';
import type { ScenarioFile } from '../../src/scenario/schema.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import type { World } from '../../src/sim/world.js';

/** Three replicas of one partition each; every task of the logs has something to do. */
const file: ScenarioFile = {
  summary: 'retention, compaction and DeleteRecords at three replicas',
  limit: '20m',
  cluster: {
    brokers: 3,
    'offsets.topic.segment.bytes': 2_000,
    'log.retention.check.interval.ms': '30s',
  },
  topics: {
    old: { 'replication.factor': 3, 'segment.ms': '10s', 'retention.ms': '1m' },
    keyed: { 'replication.factor': 3, 'segment.ms': '10s', 'cleanup.policy': 'compact' },
    cut: { 'replication.factor': 3 },
  },
  producers: {
    a: { topic: 'old', rate: '1/s', count: 120 },
    b: { topic: 'keyed', rate: '1/s', count: 120, keys: ['x', 'y', 'z'] },
    c: { topic: 'cut', rate: '1/s', count: 20 },
  },
  consumers: {
    c1: { group: 'g', subscribe: ['old', 'keyed', 'cut'], commit: 'sync-per-batch' },
  },
  steps: [
    { start: ['c1', 'a', 'b', 'c'] },
    { at: '80s', 'delete-records': { 'cut-0': 7 } },
    { at: '6m' },
  ],
};

function replicas(world: World, key: string): PartitionLog[] {
  return world.nodes.flatMap((node) => {
    const log = node.kind === 'broker' ? node.state.replicas.get(key)?.log : undefined;
    return log === undefined ? [] : [log];
  });
}

function offsetsOf(log: PartitionLog): number[] {
  const offsets: number[] = [];
  visitBatches(log, log.logStartOffset, (batch) => {
    batch.records.forEach((_, i) => {
      const offset = batch.offsetAt(i);
      if (offset >= log.logStartOffset) offsets.push(offset);
    });
    return true;
  });
  return offsets;
}

describe('what shortens logs', () => {
  it('leaves three replicas of one partition alike', () => {
    const { world, trace } = runScenario(scenario(file));
    const alike = (key: string) => {
      const logs = replicas(world, key);
      expect(logs).toHaveLength(3);
      const [first, ...others] = logs.map((log) => [log.logStartOffset, ...offsetsOf(log)]);
      for (const other of others) expect(other).toEqual(first);
      return { start: first?.[0], count: (first?.length ?? 0) - 1 };
    };
    expect(alike('old-0')).toEqual({ start: 120, count: 0 });
    expect(alike('cut-0')).toEqual({ start: 7, count: 13 });
    const keyed = alike('keyed-0');
    expect(keyed.start).toBe(0);
    expect(keyed.count).toBeLessThan(30);
    const raised = trace.facts.flatMap(({ node, fact }) =>
      fact.type === 'log start raised' ? [`${fact.tp.key} ${fact.logStartOffset} of ${node}`] : [],
    );
    expect(new Set(raised).size).toBe(raised.length);
    // Each replica has a retention of its own, and tells of it once.
    expect(raised.filter((text) => text.startsWith('old-0 120 of '))).toHaveLength(3);
  });

  it('gives the same trace in place and recorded', () => {
    const fast = runScenario(scenario(file), { untilMs: 95_000 });
    const recorded = runScenario(scenario(file), {
      untilMs: 95_000,
      makeDriver: (world, choices, trace) => new RecordedDriver(world, choices, trace),
    });
    const types = new Set(fast.trace.facts.map(({ fact }) => fact.type));
    expect(types).toContain('log compacted');
    expect(types).toContain('log start raised');
    expect(recorded.trace.facts).toEqual(fast.trace.facts);
    expect(recorded.world).toEqual(fast.world);
  });
});
