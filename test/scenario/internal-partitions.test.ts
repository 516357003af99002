import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/scenario/parse/diagnostics.js';
import { parseScenario } from '../../src/scenario/parse/parse.js';
import { runScenario } from '../../src/scenario/run/run.js';
import { controllerNode } from '../../src/sim/world.js';
import { good } from './support.js';

/* Partitions of __consumer_offsets, as kafka-reassign-partitions and kafka-leader-election take them. */

const story = (step: string, cluster = '') => `summary: an operator moves offsets
cluster: { brokers: 3${cluster} }
topics: { orders: { partitions: 1 } }
steps:
  - at: 1s
    ${step}
  - until: 20s
`;

describe('a partition of __consumer_offsets', () => {
  it('can be reassigned', () => {
    const { world } = runScenario(good(story('reassign: { __consumer_offsets-9: [3, 1] }')));
    const topic = controllerNode(world).state.image.topics.get('__consumer_offsets');
    const replicas = topic?.metadata.partitions.map((p) => p.replicaNodes);
    expect(replicas?.[9]).toEqual([3, 1]);
    expect(replicas?.[8]).toHaveLength(3);
  });

  it.each(['preferred', 'unclean'])('can have a leader elected: %s', (how) => {
    const { trace } = runScenario(good(story(`elect-leader: { __consumer_offsets-9: ${how} }`)));
    const refused = trace.facts.filter(({ fact }) => fact.type === 'cluster tool refused');
    // The leader is the preferred one, and alive: the tool says that there is nothing to do.
    expect(refused.map(({ fact }) => fact)).toMatchObject([{ error: 'ELECTION_NOT_NEEDED' }]);
  });

  it('that does not exist is refused with those that do', () => {
    const text = story(
      'reassign: { __consumer_offsets-9: [1] }',
      ', offsets.topic.num.partitions: 5',
    );
    const parsed = parseScenario(text, 'x.yaml');
    const told = 'diagnostics' in parsed ? parsed.diagnostics.map(formatDiagnostic).join() : '';
    expect(told).toContain('topic __consumer_offsets has no partition 9');
    expect(told).toContain('__consumer_offsets-0 to __consumer_offsets-4');
  });
});
