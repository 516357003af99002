import { describe, expect, it } from 'vitest';
import {
  type Application,
  type ApplicationContext,
  type ClusterRunOptions,
  type ConsumerOptions,
  type ConsumerRecord,
  cluster,
  consumer,
  type RecordContext,
  runApplications,
  type Steps,
  UserError,
} from '../../src/index.js';

/* Misuse: each is refused by name, with what would have been right. */

const TOPICS = { orders: { partitions: 1 } };
const PRODUCERS = { shop: { topic: 'orders', count: 3 } };

function run(options: ConsumerOptions, how: ClusterRunOptions = {}) {
  const c1 = consumer({ group: 'billing', subscribe: 'orders', ...EARLIEST, ...options });
  return cluster({ topics: TOPICS, producers: PRODUCERS, consumers: { c1 } }).run(how);
}

const EARLIEST = { 'auto.offset.reset': 'earliest' } as const;

/** What the compiler would refuse, for those who have none. */
function untyped(application: unknown): Application {
  return application as Application;
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  return 'nothing was refused';
}

const nothing = () => {};

/** A whole application that does one thing. */
function loop(run: (app: ApplicationContext) => void): Application {
  return { run };
}

describe('an application', () => {
  it.each<[string, unknown, string]>([
    [
      'an async handler',
      { onRecord: async () => {} },
      'onRecord of c1 returns a promise: write function* instead of async',
    ],
    ['an async batch handler', { onBatch: async () => {} }, 'onBatch of c1 returns a promise'],
    ['an async loop', { run: async () => {} }, 'run of c1 returns a promise'],
    ['an async generator', { async *run() {} }, 'run of c1 returns a promise'],
    [
      'an async listener',
      { onRecord: nothing, onPartitionsAssigned: async () => {} },
      'onPartitionsAssigned of c1 returns a promise',
    ],
    ['an async factory', async () => ({}), 'is made by an async function: remove async'],
    [
      'a generator function',
      function* () {},
      'is a generator function: write { run: function* … }',
    ],
    ['text', 'hello', 'the application of c1 is string'],
    ['nothing to do', {}, 'does nothing: give it one of onRecord, onBatch and run'],
    ['two forms', { onRecord: nothing, run: nothing }, 'has run and onRecord'],
    ['a slip', { onRecrod: nothing }, 'unknown key "onRecrod": did you mean onRecord?'],
    ['no function', { onRecord: 7 }, 'onRecord of c1 is number'],
    [
      'an unknown onError',
      { onRecord: nothing, onError: 'contineu' },
      'onError of c1: "contineu" is not possible: did you mean continue?',
    ],
    [
      'onError of a loop',
      { run: nothing, onError: 'retry' },
      'onError: retry of c1 has no effect on run',
    ],
    [
      'a forgotten yield*',
      loop(({ consumer: kafka }) => void kafka.poll(5)),
      'poll() of c1 was called without waiting for it: in a function*, write yield*',
    ],
    [
      'a forgotten yield* in a handler',
      { onRecord: (_: unknown, c: RecordContext) => void c.consumer.commitSync() },
      'commitSync() of c1 was called without waiting',
    ],
    [
      'yield instead of yield*',
      {
        *run(app: ApplicationContext): Generator {
          yield app.consumer.poll(5);
        },
      },
      'write yield* before each call that waits',
    ],
    ['a negative time', loop((app) => void app.sleep(-1)), 'sleep: -1 is not a time'],
    [
      'a partition that is none',
      loop((app) => app.consumer.pause('orders')),
      '"orders" is not a partition: a topic, a dash, a number',
    ],
    [
      'a negative offset',
      loop((app) => app.consumer.seek('orders-0', -1)),
      '-1 is not an offset of orders-0',
    ],
    [
      'offsets that are none',
      loop((app) => app.consumer.commitAsync([1] as never)),
      'is not a set of offsets',
    ],
    [
      'an effect of nothing',
      loop((app) => app.effect('k')),
      'writes an effect while it processes no record: name it',
    ],
    [
      'a copied record',
      {
        *run(app: ApplicationContext): Steps {
          const [r] = yield* app.consumer.poll(9_000);
          yield* app.process({ ...r } as ConsumerRecord);
        },
      },
      'not a record that poll() has returned',
    ],
    [
      'one record within another',
      {
        *run(app: ApplicationContext): Steps {
          const [r, s] = yield* app.consumer.poll(9_000);
          if (r && s)
            yield* app.process(r, function* () {
              yield* app.process(s);
            });
        },
      },
      'c1 processes a record within another',
    ],
    [
      'a callback that waits',
      {
        *run({ consumer: kafka }: ApplicationContext): Steps {
          yield* kafka.poll(9_000);
          kafka.commitAsync({ 'orders-0': 1 }, (async () => {}) as () => void);
          yield* kafka.poll(100);
        },
      },
      'the callback of commitAsync() of c1 waits',
    ],
  ])('that is %s is refused', (_, application, message) => {
    const refused = refusal(() => run({ application: untyped(application) }));
    expect(refused).toContain(message);
  });

  it('cannot poll for ever at one instant', () => {
    const refused = refusal(() =>
      run({
        *run({ consumer: kafka }) {
          yield* kafka.poll(9_000);
          for (;;) kafka.resume('orders-0');
        },
      }),
    );
    expect(refused).toContain('made 1000000 calls at one instant');
  });

  it('cannot be used once its step is over', () => {
    const kept: { commitAsync(): void }[] = [];
    run({ onRecord: (_, { consumer: kafka }) => void kept.push(kafka) });
    expect(refusal(() => kept[0]?.commitAsync())).toContain(
      'c1 is used while its application does not run',
    );
  });

  it('that differs from run to run is found out when it runs twice', () => {
    let runs = 0;
    const application = () => {
      runs += 1;
      const more = runs > 3 ? 'again' : 'first';
      return {
        onRecord: (_: unknown, context: { effect(key: string): void }) => context.effect(more),
      };
    };
    expect(refusal(() => run({ application }, { twice: true }))).toMatch(
      /second run differs from the first one, first in\n.*"first".*\n.*"again".*\n: an application must not/,
    );
    expect(run({ onRecord: nothing }, { twice: true }).outcome).toBe('passed');
  });

  it.each<[string, (context: RecordContext, differs: string) => void, RegExp]>([
    [
      'the values that it writes',
      (c, differs) => c.effect('same', differs),
      /effect .*"value":"1".*\n.*effect .*"value":"4"/,
    ],
    ['what it logs', (c, differs) => c.log(differs), /log .*"text":"1".*\n.*log .*"text":"4"/],
  ])('that differs in %s is found out too', (_, act, where) => {
    let calls = 0;
    const onRecord = (__: unknown, context: RecordContext) => {
      calls += 1;
      act(context, String(calls));
    };
    const message = refusal(() => run({ onRecord }, { twice: true }));
    expect(message).toMatch(/second run differs from the first one, first in/);
    expect(message).toMatch(where);
  });
});

describe('its commit strategy', () => {
  it.each<[string, ConsumerOptions, string]>([
    [
      'unknown',
      { onRecord: nothing, commit: 'sync-per-bach' as 'auto' },
      'did you mean sync-per-batch?',
    ],
    [
      'with workers',
      { onRecord: nothing, commit: 'watermark' },
      'commit: watermark of c1 needs worker threads',
    ],
    [
      'per record around a batch',
      { onBatch: nothing, commit: 'sync-per-record' },
      'does not go with onBatch',
    ],
    [
      'around run',
      { run: nothing, commit: 'sync-per-batch' },
      'commit: sync-per-batch of c1 has no effect on run',
    ],
  ])('%s is refused', (_, options, message) => {
    expect(refusal(() => run(options))).toContain(message);
  });
});

describe('a cluster', () => {
  const c1 = consumer({ group: 'billing', subscribe: 'orders', onRecord: nothing });

  it('names an unknown config by its path, and the nearest one', () => {
    const wrong = { 'max.poll.recrods': 5 } as object;
    expect(refusal(() => run({ onRecord: nothing, ...wrong }))).toMatch(
      /consumers\.c1\.max\.poll\.recrods.*did you mean max\.poll\.records\?/,
    );
  });

  it('refuses one name for two clients', () => {
    const twice = () =>
      cluster({
        topics: TOPICS,
        producers: { c1: { topic: 'orders', count: 1 } },
        consumers: { c1 },
      });
    expect(refusal(twice)).toContain('c1');
  });

  it('refuses to be empty', () => {
    expect(refusal(() => cluster({ topics: TOPICS }))).toContain('a cluster without clients');
  });

  it('refuses a consumer with two applications', () => {
    expect(
      refusal(() => consumer({ onRecord: nothing, application: { onRecord: nothing } })),
    ).toContain('a consumer has application and onRecord');
  });

  it('refuses an application for nobody', () => {
    const scenario = cluster({ topics: TOPICS, consumers: { c1 } }).scenario();
    expect(refusal(() => runApplications(scenario, { c2: { onRecord: nothing } }))).toContain(
      'an application for c2, which is no consumer: did you mean c1?',
    );
  });
});
