import { describe, expect, it } from 'vitest';
import { COORDINATOR_DEFAULTS, readCoordinatorConfig } from '../../src/coordinator/config.js';
import { fetchError, operationError, storageError } from '../../src/coordinator/errors.js';
import {
  inJavaOrder,
  inTimelineOrder,
  MIN_SLOTS,
  slotsAfterAdd,
} from '../../src/coordinator/java-order.js';
import { sessionKey } from '../../src/coordinator/timer.js';

describe('the configuration', () => {
  it("is read by Kafka's names, with Kafka's units", () => {
    const problems: string[] = [];
    const config = readCoordinatorConfig(
      [
        ['group.initial.rebalance.delay.ms', '0'],
        ['offsets.retention.minutes', 2],
        ['offsets.retention.check.interval.ms', 'soon'],
        ['group.max.size', 0],
        ['log.retention.ms', 'no business of ours'],
      ],
      (name, what) => problems.push(`${name} ${what}`),
    );
    expect(config).toEqual({
      ...COORDINATOR_DEFAULTS,
      groupInitialRebalanceDelayMs: 0,
      offsetsRetentionMs: 120_000,
    });
    expect(problems).toEqual([
      'offsets.retention.check.interval.ms must be a whole number',
      'group.max.size must be at least 1',
    ]);
  });
});

describe('storage errors', () => {
  it.each([
    ['NOT_ENOUGH_REPLICAS', 'COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR'],
    ['REQUEST_TIMED_OUT', 'COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR'],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_COORDINATOR', 'NOT_COORDINATOR'],
    ['KAFKA_STORAGE_ERROR', 'NOT_COORDINATOR', 'NOT_COORDINATOR'],
    ['MESSAGE_TOO_LARGE', 'UNKNOWN_SERVER_ERROR', 'UNKNOWN_SERVER_ERROR'],
    ['NETWORK_EXCEPTION', 'COORDINATOR_LOAD_IN_PROGRESS', 'COORDINATOR_LOAD_IN_PROGRESS'],
    ['INVALID_REQUIRED_ACKS', 'INVALID_REQUIRED_ACKS', 'INVALID_REQUIRED_ACKS'],
  ] as const)('%s is %s to a client, %s to a fetch that waited', (error, operation, fetch) => {
    expect([operationError(error), fetchError(error)]).toEqual([operation, fetch]);
    if (error !== 'NETWORK_EXCEPTION') expect(storageError(error)).toBe(operation);
  });
});

describe("the order of Java's hash tables", () => {
  it('puts the assignors as Kafka does', () => {
    const names = ['cooperative-sticky', 'roundrobin', 'range', 'sticky'];
    expect(inJavaOrder(names)).toEqual(['sticky', 'range', 'roundrobin', 'cooperative-sticky']);
  });

  it('puts groups in the order in which a recorded coordinator lost them', () => {
    const groups = ['g', 'h', 'z', 'orders', 'payments', 'a', 'b', 'c'];
    let slots = MIN_SLOTS;
    for (let size = 0; size < groups.length; size++) slots = slotsAfterAdd(size, slots);
    expect(slots).toBe(8);
    expect(inTimelineOrder(groups, slots)).toEqual([
      'c',
      'h',
      'z',
      'b',
      'orders',
      'g',
      'a',
      'payments',
    ]);
  });
});

it('the timers of two members never share a key', () => {
  expect(sessionKey(0, 'a b', 'c')).not.toBe(sessionKey(0, 'a', 'b c'));
});
