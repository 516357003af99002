import { describe, expect, it } from 'vitest';
import {
  type Application,
  type ApplicationContext,
  type ApplicationResult,
  type ConsumerOptions,
  cluster,
  consumer,
  KafkaException,
  type Steps,
} from '../../src/index.js';

/* Whole applications: their own poll loop, commits, listeners and exceptions. */

const COMMON: ConsumerOptions = {
  group: 'billing',
  subscribe: 'orders',
  'auto.offset.reset': 'earliest',
  'enable.auto.commit': false,
  'max.poll.records': 5,
  'session.timeout.ms': '6s',
  'heartbeat.interval.ms': '2s',
  processing: '10ms',
};

const WORLD = {
  topics: { orders: { partitions: 1 } },
  producers: { shop: { topic: 'orders', count: 10, partition: 0 } },
};

type Steplist = NonNullable<Parameters<ReturnType<typeof cluster>['run']>[0]>['steps'];

function play(application: Application, steps?: Steplist): ApplicationResult {
  const c1 = consumer({ ...COMMON, application: () => application });
  const world = cluster({ ...WORLD, consumers: { c1, c2: c1 } });
  return world.run({
    limit: '2m',
    steps: steps ?? [{ start: ['shop', 'c1'] }, { until: '60s' }],
  });
}

function exceptions(result: ApplicationResult): string[] {
  return result.exceptions.map(({ consumer: who, from, error }) => `${who} ${from}: ${error}`);
}

/** poll, process, commitSync, for ever. */
function* atLeastOnce(app: ApplicationContext): Steps {
  for (;;) {
    for (const record of yield* app.consumer.poll(1_000)) {
      yield* app.process(record, () => app.effect(`order ${record.offset}`));
    }
    yield* app.consumer.commitSync();
  }
}

const LOOP: Application = { run: atLeastOnce };

describe('a whole application', () => {
  it('reads, processes, writes and commits', () => {
    const result = play(LOOP);
    expect(result.committed('billing')).toEqual({ 'orders-0': 10 });
    expect(result.effects.map((e) => e.key)).toEqual(
      [...Array(10).keys()].map((i) => `order ${i}`),
    );
    expect(result.effects[3]).toMatchObject({ consumer: 'c1', records: ['orders-0@3'] });
    expect(result.check('at-most-once').status).toBe('holds');
    expect(result.check('no-loss').status).toBe('holds');
    expect(result.check('commit-after-processing').status).toBe('holds');
  });

  it('is judged as the built-in one is: killed before its commit, it does its work twice', () => {
    const result = play(LOOP, [
      { start: ['shop', 'c1'] },
      { when: 'c1 has processed orders-0@4', crash: 'c1' },
      { start: 'c2' },
      { until: '60s' },
    ]);
    expect(result.committed('billing')).toEqual({ 'orders-0': 10 });
    expect(result.effects.filter((e) => e.key === 'order 4').map((e) => e.consumer)).toEqual([
      'c1',
      'c2',
    ]);
    expect(result.check('at-most-once').status).toBe('violated');
    expect(result.check('at-least-once').status).toBe('holds');
  });

  it('that never processes what it commits loses it, and the checks say so', () => {
    const result = play({
      *run({ consumer: kafka }) {
        for (;;) {
          yield* kafka.poll(1_000);
          yield* kafka.commitSync();
        }
      },
    });
    expect(result.committed('billing')).toEqual({ 'orders-0': 10 });
    expect(result.check('commit-after-processing').status).toBe('violated');
    expect(result.check('at-least-once').status).toBe('violated');
    expect(result.check('no-loss').status).toBe('violated');
  });

  it('gets WakeupException out of poll() when a step closes it, and is closed when it returns', () => {
    const seen: string[] = [];
    const result = play(
      {
        *run(app) {
          try {
            yield* atLeastOnce(app);
          } catch (error) {
            if (!(error instanceof KafkaException) || error.name !== 'WakeupException') throw error;
            seen.push(`${app.now}`);
          }
        },
      },
      [{ start: ['shop', 'c1'] }, { at: '10s', close: 'c1' }, { 'must-happen': { closed: 'c1' } }],
    );
    expect(seen).toEqual(['10000']);
    expect(result.outcome).toBe('passed');
    expect(result.facts.filter((f) => f.fact.type === 'closed')).toHaveLength(1);
    expect(exceptions(result)).toEqual([]);
  });

  it('begins afresh after a crash: what it remembered is gone, the store is not', () => {
    const result = play(
      {
        *run(app) {
          let polls = 0;
          app.log(`remembers ${polls}, store ${app.store.size}`);
          for (;;) {
            polls += 1;
            for (const record of yield* app.consumer.poll(1_000)) {
              yield* app.process(record, () => app.effect(`order ${record.offset}`));
            }
          }
        },
      },
      [
        { start: ['shop', 'c1'] },
        { when: 'c1 has processed orders-0@9', crash: 'c1' },
        { restart: 'c1' },
        { until: '60s' },
      ],
    );
    expect(result.logs.map((l) => l.text)).toEqual([
      'remembers 0, store 0',
      'remembers 0, store 10',
    ]);
    expect(result.effects).toHaveLength(20); // it never commits
  });
});

describe('its calls', () => {
  it('seek, pause, resume, position, lag and assignment do as their Kafka counterparts', () => {
    const log: string[] = [];
    play({
      *run({ consumer: kafka }) {
        let got = 0;
        while (got < 10) got += (yield* kafka.poll(1_000)).length;
        const [tp] = kafka.assignment();
        log.push(
          `${tp?.key} at ${yield* kafka.position('orders-0')}, lag ${kafka.currentLag('orders-0')}`,
        );
        kafka.pause('orders-0');
        kafka.seek('orders-0', 7);
        log.push(
          `paused ${kafka.paused().map((p) => p.key)}, gets ${(yield* kafka.poll(500)).length}`,
        );
        kafka.resume(['orders-0']);
        log.push(
          (yield* kafka.poll(500)).map((r) => `${r.topicPartition.key}@${r.offset}`).join(' '),
        );
        kafka.seekToBeginning();
        log.push(`${(yield* kafka.poll(1_000))[0]?.offset}`);
        yield* kafka.close();
        try {
          kafka.pause('orders-0');
        } catch (error) {
          log.push(String(error));
        }
      },
    });
    expect(log).toEqual([
      'orders-0 at 10, lag 0',
      'paused orders-0, gets 0',
      'orders-0@7 orders-0@8 orders-0@9',
      '0',
      'IllegalStateException: This consumer has already been closed.',
    ]);
  });

  it('throw Kafka’s exceptions, to be caught by class', () => {
    const caught: string[] = [];
    const result = play({
      *run({ consumer: kafka }) {
        yield* kafka.poll(5_000);
        try {
          kafka.seek('payments-3', 1);
        } catch (error) {
          caught.push(String(error));
        }
        try {
          yield* kafka.position('payments-3');
        } catch (error) {
          caught.push((error as Error).name);
        }
      },
    });
    expect(caught).toEqual([
      'IllegalStateException: No current assignment for partition payments-3',
      'IllegalStateException',
    ]);
    expect(exceptions(result)).toEqual([]);
  });

  it('throw WakeupException from the next one that waits, after wakeup()', () => {
    const caught: string[] = [];
    play({
      *run({ consumer: kafka }) {
        kafka.wakeup();
        try {
          yield* kafka.poll(1_000);
        } catch (error) {
          caught.push((error as Error).name);
        }
        while (kafka.assignment().length === 0) yield* kafka.poll(1_000);
        caught.push('goes on');
      },
    });
    expect(caught).toEqual(['WakeupException', 'goes on']);
  });

  it('tell the callback of commitAsync what was committed', () => {
    const called: unknown[] = [];
    play({
      *run({ consumer: kafka }) {
        let got = 0;
        while (got < 10) got += (yield* kafka.poll(1_000)).length;
        kafka.commitAsync({ 'orders-0': 3 }, (offsets, exception) =>
          called.push({ offsets, exception }),
        );
        expect(called).toEqual([]); // it runs in a later call
        yield* kafka.poll(100);
      },
    });
    expect(called).toEqual([{ offsets: { 'orders-0': 3 }, exception: null }]);
  });

  /** An application whose commitAsync has a callback that throws; `then` waits for it. */
  function throwing(then: (app: ApplicationContext) => Steps): ApplicationResult {
    return play({
      *run(app) {
        const { consumer: kafka } = app;
        let got = 0;
        while (got < 10) got += (yield* kafka.poll(1_000)).length;
        kafka.commitAsync({ 'orders-0': 3 }, () => {
          throw new RangeError('of the callback');
        });
        try {
          yield* then(app);
          app.log('nothing came out');
        } catch (error) {
          app.log(`${error}, at ${yield* kafka.position('orders-0')}`);
        }
      },
    });
  }

  it('throw what the callback of commitAsync throws, where the application can catch it', () => {
    const poll = throwing(function* ({ consumer: kafka }) {
      for (let i = 0; i < 3; i++) yield* kafka.poll(1_000);
    });
    expect(poll.logs.map((l) => l.text)).toEqual(['RangeError: of the callback, at 10']);
    expect(poll.exceptions).toEqual([]);
    const told = poll.facts.flatMap(({ fact }) => (fact.type === 'exception' ? [fact] : []));
    expect(told).toMatchObject([{ call: 'poll', exception: 'RangeError' }]);

    const sync = throwing(function* ({ consumer: kafka }) {
      yield* kafka.commitSync({ 'orders-0': 4 });
    });
    expect(sync.logs.map((l) => l.text)).toEqual(['RangeError: of the callback, at 10']);
  });

  it('throw it out of commitAsync, which then sends nothing', () => {
    const result = throwing(function* (app) {
      yield* app.sleep(5_000); // the heartbeat thread reads the answer
      app.consumer.commitAsync({ 'orders-0': 9 });
    });
    expect(result.logs.map((l) => l.text)).toEqual(['RangeError: of the callback, at 10']);
    expect(result.committed('billing')).toEqual({ 'orders-0': 3 });
  });

  it('lose no record for a callback that throws: poll() gives them the next time', () => {
    const result = play({
      *run(app) {
        const offsets: number[] = [];
        for (let polls = 0; polls < 12; polls++) {
          try {
            for (const record of yield* app.consumer.poll(1_000)) offsets.push(record.offset);
          } catch (error) {
            app.log(String(error));
          }
          app.consumer.commitAsync(undefined, () => {
            if (polls < 6) throw new RangeError('early');
          });
        }
        app.log(offsets.join());
      },
    });
    const texts = result.logs.map((l) => l.text);
    expect(texts).toContain('RangeError: early');
    expect(texts.at(-1)).toBe('0,1,2,3,4,5,6,7,8,9');
  });

  it('run the callback of a finished commit before the next commitAsync', () => {
    const called: string[] = [];
    play({
      *run(app) {
        while (app.consumer.assignment().length === 0) yield* app.consumer.poll(1_000);
        app.consumer.commitAsync({ 'orders-0': 1 }, () => called.push('first'));
        yield* app.sleep(5_000);
        app.consumer.commitAsync({ 'orders-0': 2 });
        called.push('second is sent');
      },
    });
    expect(called).toEqual(['first', 'second is sent']);
  });

  it('commit in the listener when partitions go', () => {
    const lines: string[] = [];
    const result = play(
      {
        *run(app) {
          for (;;) {
            for (const record of yield* app.consumer.poll(1_000)) yield* app.process(record);
          }
        },
        onPartitionsAssigned: (partitions, { name }) => {
          lines.push(`${name} + ${partitions.map((p) => p.key)}`);
        },
        *onPartitionsRevoked(partitions, { consumer: kafka, name }) {
          lines.push(`${name} - ${partitions.map((p) => p.key)}`);
          yield* kafka.commitSync();
        },
      },
      [{ start: ['shop', 'c1'] }, { at: '10s', start: 'c2' }, { until: '30s' }],
    );
    expect(lines).toEqual(['c1 + orders-0', 'c1 - orders-0', 'c1 + orders-0', 'c2 + ']);
    expect(result.committed('billing')).toEqual({ 'orders-0': 10 });
  });

  it('of poll(0) move time on: a loop around it ends', () => {
    let polls = 0;
    play({
      *run({ consumer: kafka }) {
        for (let got = 0; got < 10; polls++) got += (yield* kafka.poll(0)).length;
      },
    });
    expect(polls).toBeGreaterThan(10);
  });
});

describe('an exception of the application', () => {
  const failing: Application = {
    *run(app) {
      for (;;) {
        for (const record of yield* app.consumer.poll(1_000)) {
          yield* app.process(record, () => {
            if (record.offset === 3) throw new RangeError('three');
          });
        }
        yield* app.consumer.commitSync();
      }
    },
  };

  it('closes the consumer, as try-with-resources does, and is told', () => {
    const result = play(failing);
    expect(exceptions(result)).toEqual(['c1 run: RangeError: three']);
    const types = result.facts.filter((f) => f.node === 'c1').map((f) => f.fact.type);
    expect(types.filter((t) => ['processing failed', 'closed', 'crashed'].includes(t))).toEqual([
      'processing failed',
      'closed',
    ]);
    expect(result.committed('billing')).toEqual({});
  });

  it('kills the process if it says so', () => {
    const result = play({ ...failing, onError: 'crash' });
    const types = result.facts.filter((f) => f.node === 'c1').map((f) => f.fact.type);
    expect(types.filter((t) => ['closed', 'crashed'].includes(t))).toEqual(['crashed']);
  });

  it('outside of any record is in the trace too', () => {
    const result = play({
      // biome-ignore lint/correctness/useYield: it fails before it waits
      *run() {
        throw new TypeError('no config');
      },
    });
    expect(result.text()).toContain('  ! c1          gets TypeError from run(): no config');
  });

  it('can be asked for by the scenario, and caught', () => {
    const caught: string[] = [];
    const c1 = consumer({
      ...COMMON,
      fail: { on: 'orders-0@2' },
      *run(app) {
        for (;;) {
          for (const record of yield* app.consumer.poll(1_000)) {
            try {
              yield* app.process(record);
            } catch (error) {
              caught.push(String(error));
              yield* app.process(record);
            }
          }
          yield* app.consumer.commitSync();
        }
      },
    });
    const result = cluster({ ...WORLD, consumers: { c1 } }).run();
    expect(caught).toEqual(['RuntimeException: processing orders-0@2 failed']);
    expect(result.committed('billing')).toEqual({ 'orders-0': 10 });
  });

  it('that is a failed assertion ends the run: no test passes for it', () => {
    const run = () =>
      play({
        *run({ consumer: kafka }) {
          const records = yield* kafka.poll(5_000);
          expect(records).toHaveLength(77);
        },
      });
    expect(run).toThrow(/to have a length of 77/);
  });
});
