import { describe, expect, it } from 'vitest';
import { checkSequence, noteSequence, type ProducerStates } from '../../src/log/producer-states.js';
import { NO_PRODUCER, type ProducerState } from '../../src/protocol/record-batch.js';

const producer = (baseSequence: number, producerEpoch = 0): ProducerState => ({
  ...NO_PRODUCER,
  producerId: 7,
  producerEpoch,
  baseSequence,
});

/** A partition that has stored batches of two records, sequences 0, 2, 4, … */
function stored(batches: number): ProducerStates {
  const states: ProducerStates = new Map();
  for (let b = 0; b < batches; b++) noteSequence(states, producer(2 * b), 2, 100 + 2 * b, b);
  return states;
}

describe('the sequence numbers of an idempotent producer', () => {
  it('let the next batch in', () => {
    expect(checkSequence(stored(3), producer(6), 2).result).toBe('append');
  });

  it('recognise a repetition among the last five batches, with its first offset and epoch', () => {
    expect(checkSequence(stored(6), producer(2), 2)).toEqual({
      result: 'duplicate',
      baseOffset: 102,
      leaderEpoch: 1,
    });
  });

  it('refuse what is older than that, and a gap', () => {
    expect(checkSequence(stored(6), producer(0), 2).result).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    expect(checkSequence(stored(3), producer(8), 2).result).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
  });

  it('begin again at 0 with a new epoch, and refuse an old one', () => {
    expect(checkSequence(stored(3), producer(0, 1), 2).result).toBe('append');
    expect(checkSequence(stored(3), producer(3, 1), 2).result).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
    const states = stored(1);
    noteSequence(states, producer(0, 1), 1, 200, 9);
    expect(checkSequence(states, producer(2, 0), 2).result).toBe('INVALID_PRODUCER_EPOCH');
  });

  it('mean nothing without idempotence', () => {
    expect(checkSequence(stored(3), NO_PRODUCER, 2).result).toBe('append');
  });
});
