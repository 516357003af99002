import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assignorNamed, makeAssignorState } from '../../src/assignor/assignor.js';
import { membersInLeaderOrder, topicsInLeaderOrder } from '../../src/assignor/leader-order.js';
import { parseTopicPartition } from '../../src/protocol/topic-partition.js';
import { membersOf } from '../conformance/assignor-vectors.js';
import { assignorVector, sequenceVector } from '../conformance/vector-schema.js';
import { topicsOf } from './group.js';

const folder = join(import.meta.dirname, '../conformance/vectors/assignors-client');

function lines(file: string): unknown[] {
  const text = readFileSync(join(folder, file), 'utf8').trimEnd();
  return text.split('\n').map((line): unknown => JSON.parse(line));
}

function sequences(file: string) {
  return lines(file).map((line) => sequenceVector.parse(line));
}

// Held against the recordings of Kafka in test/conformance, beyond what the vectors' runner looks at.
describe('the order in which a leader walks members and topics is that of Kafka', () => {
  const calls = [
    ...['range', 'roundrobin', 'sticky', 'cooperative-sticky'].flatMap((name) =>
      lines(`${name}.jsonl`).map((line) => assignorVector.parse(line)),
    ),
    ...['sticky', 'cooperative-sticky'].flatMap((name) =>
      sequences(`${name}-sequences.jsonl`).flatMap(({ assignor, steps }) =>
        steps.map((step) => ({ ...step, assignor })),
      ),
    ),
  ];

  it(`in all of ${calls.length} recorded assignments`, () => {
    const wrong = calls.filter((call) => {
      const members = membersInLeaderOrder(membersOf(call.assignor, call));
      const counts = call.topics.map(({ name, partitions }) => [name, partitions] as const);
      const topics = topicsInLeaderOrder(topicsOf(Object.fromEntries(counts)), members);
      return (
        members.map((member) => member.memberId).join() !== call.memberOrder.join() ||
        [...topics.keys()].join() !== call.topicOrder.join()
      );
    });
    expect(wrong.map((call) => call.id)).toEqual([]);
    expect(calls.length).toBe(1629);
  });
});

describe.each(['sticky', 'cooperative-sticky'])('%s', (name) => {
  it('sends the user data that Kafka sends, through whole sequences of rebalances', () => {
    const assignor = assignorNamed(name);
    const wrong: string[] = [];
    let compared = 0;
    for (const { steps } of sequences(`${name}-sequences.jsonl`)) {
      const states = new Map<string, ReturnType<typeof makeAssignorState>>();
      for (const step of steps) {
        for (const { memberId, userData } of membersOf(name, step)) {
          const state = states.get(memberId) ?? makeAssignorState();
          states.set(memberId, state);
          compared += 1;
          if (assignor?.subscriptionUserData(state) !== userData) {
            wrong.push(`${step.id} ${memberId} ${userData}`);
          }
          const list = step.assignment?.[memberId] ?? [];
          const assigned = list.flatMap((text) => parseTopicPartition(text) ?? []);
          assignor?.onAssignment(state, assigned, step.generation);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(900);
  });
});
