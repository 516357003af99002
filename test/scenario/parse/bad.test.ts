import { describe, expect, it } from 'vitest';
import { bad, world } from '../support.js';

/** The one thing wrong with a step. */
function badStep(step: string, more?: string): string {
  const problems = bad(world(`  - ${step}`, more));
  expect(problems).toHaveLength(1);
  return problems[0] ?? '';
}

function badConsumer(keys: string): string[] {
  return bad(world('  - until: 5s', `  c3: { group: billing, ${keys} }\n`));
}

describe('words that are not in the language', () => {
  it.each([
    ['strat: c1', 'x.yaml:9:5: unknown key "strat" (did you mean start?)'],
    ['expect: { descibe: billing }', 'unknown key "descibe" (did you mean describe?)'],
    ['must-happen: {}', 'nothing must happen ({ session expired: c1 })'],
    ['check: { exactly-once-in-the-store: holds }', 'no consumer has a store'],
    ['expect: { rows: { billing: 3 } }', 'group billing has no store'],
    ['expect: { stored once: orders-0@3 }', 'no consumer has a store'],
    [
      'create-topic: { a.b: , a_b: }',
      'topic a_b collides with a.b: Kafka takes . and _ for the same',
    ],
    [
      'must-happen: { sesion expired: c1 }',
      'unknown key "sesion expired" (did you mean session expired?)',
    ],
    ['check: { at-least-onc: holds }', 'unknown key "at-least-onc" (did you mean at-least-once?)'],
    [
      'check: { at-least-once: hold }',
      'at-least-once: "hold" is not possible here (did you mean holds?)',
    ],
    [
      'expect: { state: { billing: stable } }',
      'billing: "stable" is not possible here (did you mean Stable?)',
    ],
    ['start: 5', 'start: 5 is a number, not a text (in quotes: "5")'],
    ['start: { c1: true }', 'start: expected a name, or a list of names, found a map'],
    ['close: { c1: leave }', 'c1: "leave" is not possible here (did you mean leave-group?)'],
    ['toString: 5', 'unknown key "toString"'],
    ['5', 'x.yaml:9:5: steps: expected a map, found 5'],
    ['at: 5q', 'at: "5q" is not a duration'],
    ['at: -5s', 'at: "-5s" is negative; time only goes forward'],
    ['until: -5s', '"-5s" is negative; time only goes forward'],
    ['at: 9999d', 'at: "9999d" is too long (at most 365d)'],
    ['produce: { orders: 1000001 }', 'orders: 1,000,001 is out of range (from 1 to 1,000,000)'],
    [
      'add-partitions: { orders: 99999999 }',
      'orders: 99,999,999 is out of range (from 1 to 10,000)',
    ],
    ['seek: { c1: { orders-0: -3 } }', 'orders-0: -3 is out of range'],
    [
      'seek: { c1: { orders: 3 } }',
      '"orders" is not a partition (a topic, a dash, a number: orders-0)',
    ],
    ['expect: { processed: orders-0 }', '"orders-0" names no record'],
    ['start: [c1, ""]', 'start: "" is no name'],
    ['delete-group: "a\\nb"', 'has a line break or control character'],
  ])('%s', (step, message) => {
    expect(badStep(step)).toContain(message);
  });

  it('several are told at once, in the order of the file', () => {
    expect(bad('sumary: x\ntopics: { a: { partitions: many } }\nstep: []\n')).toEqual([
      'x.yaml:1:1: unknown key "sumary" (did you mean summary?)',
      'x.yaml:2:28: partitions: expected a whole number, found "many"',
      'x.yaml:3:1: unknown key "step" (did you mean steps?)',
    ]);
  });

  it('what must be there and is not', () => {
    expect(bad('topics: {}\n')).toEqual([
      'x.yaml:1:1: summary is missing',
      'x.yaml:1:1: steps is missing',
    ]);
    expect(bad('summary: x\nsteps: []\n')).toEqual(['x.yaml:2:8: steps: this list is empty']);
    expect(bad('summary:\nsteps: [{ at: 1s }]\n')).toEqual([
      'x.yaml:1:1: summary: expected a text, found nothing',
    ]);
  });
});

describe('configs', () => {
  it.each([
    [
      'group.protocol: consumer',
      'group.protocol: consumer is known to Kafka but not modelled yet (only classic is)',
    ],
    [
      'isolation.level: read_committed',
      'isolation.level: read_committed is known to Kafka but not modelled yet',
    ],
    ['security.protocol: SSL', 'security.protocol: SSL is known to Kafka but not modelled yet'],
    [
      'ssl.keystore.location: x',
      'ssl.keystore.location is known to Kafka but not modelled yet (remove it)',
    ],
    ['check.crcs: false', 'check.crcs is known to Kafka but not modelled yet'],
    ['max.poll.record: 5', 'unknown key "max.poll.record" (did you mean max.poll.records?)'],
    ['linger.ms: 5', 'unknown key "linger.ms" (linger.ms is a config of a producer)'],
    ['max.poll.records: 0', 'max.poll.records: 0 is out of range (from 1 to 2,147,483,647)'],
    ['max.poll.records: "5"', 'max.poll.records: expected a whole number, found "5"'],
    ['auto.offset.reset: earlest', 'auto.offset.reset: "earlest" is no reset policy'],
    [
      'auto.offset.reset: by_duration:5m',
      '"by_duration:5m" is not a duration (an ISO 8601 duration',
    ],
    ['partition.assignment.strategy: [rnge]', '"rnge" is not possible here (did you mean range?)'],
    ['partition.assignment.strategy: [range, range]', 'names no assignor, or one twice'],
    ['session.timeout.ms: 0', 'is out of range (from 1ms to 365d)'],
    [
      'session.timeout.ms: 5s',
      'session.timeout.ms of c3 (5s) is outside what the brokers accept (from 6s to 30m',
    ],
    [
      'heartbeat.interval.ms: 45s',
      'heartbeat.interval.ms (45s) must be less than session.timeout.ms (45s)',
    ],
    [
      'commit: sync-per-batch, enable.auto.commit: true',
      'commit: sync-per-batch means enable.auto.commit: false',
    ],
    ['commit: auto, enable.auto.commit: false', 'commit: auto means enable.auto.commit: true'],
    [
      'commit: none, auto.commit.interval.ms: 1s',
      'auto.commit.interval.ms has no effect with commit: none',
    ],
    ['commit: auto, workers: 3', 'workers: has no effect with commit: auto'],
    [
      'commit: sync',
      'commit: "sync" is not possible here (did you mean sync-per-batch or sync-per-record?)',
    ],
    ['group.id: audit', 'group: and group.id: are the same'],
    ['subscribe: orders, assign: orders-0', 'subscribe: and assign: exclude each other'],
    ['pattern: "or("', '"or(" is not a regular expression'],
    ['pattern: "(o+)*r"', '"(o+)*r" repeats a repetition, which may take for ever to match'],
    [
      'pattern: "(a|o{2,})+"',
      '"(a|o{2,})+" repeats a repetition, which may take for ever to match',
    ],
    ['processing: 5ms..1ms', 'processing: "5ms..1ms" runs backwards (1ms..5ms)'],
    ['fail: { on: orders-9@3 }', 'topic orders has no partition 9 (orders-0 to orders-2)'],
    ['fail: { on: orders-0@3, how: hang, then: crash }', 'after a hang nothing comes'],
  ])('%s', (keys, message) => {
    const problems = badConsumer(keys);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it.each([
    [
      '{ brokers: 1, offsets.topic.replication.factor: 3 }',
      '3 replicas need as many brokers (there is 1 broker',
    ],
    ['{ log.retention.hours: 5 }', 'log.retention.hours is known to Kafka but not modelled yet'],
    ['{ log.retention.ms: -2 }', 'log.retention.ms: -2 is negative (-1 for no limit)'],
    ['{ log.cleanup.policy: keep }', 'log.cleanup.policy: "keep" is not possible here'],
    ['{ log.cleaner.max.compaction.lag.ms: 0 }', 'is out of range (from 1ms to 365d)'],
    ['{ log.cleaner.min.cleanable.ratio: 1.5 }', '1.5 is out of range (from 0 to 1)'],
    ['{ log.segment.bytes: 13 }', '13 is out of range (from 14 to 2,147,483,647)'],
    [
      '{ auto.create.topics.enable: true }',
      'auto.create.topics.enable: true is known to Kafka but not modelled yet',
    ],
    ['{ brokers: 2, broker.rack: [a] }', 'one rack for each broker is needed (2 racks)'],
    ['{ clocks: { broker-2: { offset: 5s } } }', 'there is no broker-2 (only broker-1'],
    ['{ clocks: { c1: { offset: 5s } } }', '"c1" is no broker (broker-1, controller; a client has'],
    ['{ clocks: { broker-1: {} } }', 'this clock has neither offset nor drift'],
    ['{ clocks: { broker-1: { offset: soon } } }', 'offset: "soon" is no offset (how far it is'],
    ['{ clocks: { broker-1: { offset: 366d } } }', 'offset: "366d" is too long'],
    [
      '{ clocks: { broker-1: { offset: -21d } } }',
      'offset: "-21d" is too far behind (at most -20d)',
    ],
    ['{ clocks: { broker-1: { drift: 5 } } }', 'drift: 5 is a number, not a text (in quotes: "5")'],
    [
      '{ clocks: { broker-1: { drift: fast } } }',
      'drift: "fast" is no drift (parts per million or',
    ],
    ['{ clocks: { broker-1: { drift: 0.5ppm } } }', 'drift: "0.5ppm" is finer than 1ppm'],
    [
      '{ clocks: { broker-1: { drift: -51% } } }',
      'drift: "-51%" is no clock any more (at most 50%)',
    ],
    ['{ clocks: { broker-1: { ofset: 5s } } }', 'unknown key "ofset" (did you mean offset?)'],
    ['{ brokers: 0 }', 'brokers: 0 is out of range (from 1 to 100)'],
    ['{ latency: 5 ms }', 'latency: "5 ms" is not a duration'],
    [
      '{ group.min.session.timeout.ms: 2h }',
      'group.min.session.timeout.ms is above group.max.session.timeout.ms',
    ],
  ])('cluster: %s', (cluster, message) => {
    const text = `summary: x\ncluster: ${cluster}\nsteps: [{ at: 1s }]\n`;
    expect(bad(text)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['{ topic: orders }', 'how much does it send?'],
    [
      '{ topic: orders, count: 5, records: [{ key: a }] }',
      'count: and records: exclude each other',
    ],
    ['{ topic: orders, count: 5, partition: 7 }', 'topic orders has no partition 7 (0 to 2)'],
    ['{ topic: orders, rate: 10 }', 'rate: 10 is not a rate'],
    ['{ topic: orders, rate: fast }', 'rate: "fast" is not a rate'],
    [
      '{ topic: orders, count: 1, acks: 1, enable.idempotence: true }',
      'enable.idempotence: true needs acks: all',
    ],
    [
      '{ topic: orders, count: 1, retries: 0, enable.idempotence: true }',
      'enable.idempotence: true needs retries',
    ],
    [
      '{ topic: orders, count: 1, max.in.flight.requests.per.connection: 6 }',
      'max.in.flight.requests.per.connection is more than 5, too much for an idempotent producer',
    ],
    // Kafka checks this even where acks=1 switches idempotence off.
    [
      '{ topic: orders, count: 1, acks: 1, max.in.flight.requests.per.connection: 6 }',
      'max.in.flight.requests.per.connection is more than 5, too much for an idempotent producer',
    ],
    ['{ topic: orders, count: 1, acks: 2 }', 'acks: 2 is not possible here'],
    [
      '{ topic: orders, count: 1, compression.type: gzip }',
      'compression.type: gzip is known to Kafka but not modelled yet',
    ],
    [
      '{ topic: orders, count: 1, transactional.id: t }',
      'transactional.id is known to Kafka but not modelled yet',
    ],
    [
      '{ topic: orders, count: 1, delivery.timeout.ms: 1s }',
      'delivery.timeout.ms is less than linger.ms + request.timeout.ms',
    ],
    ['{ topic: ordres, count: 1 }', 'there is no topic "ordres" (did you mean orders?)'],
  ])('producer: %s', (producer, message) => {
    const text = `summary: x\ntopics: { orders: { partitions: 3 } }\nproducers: { p: ${producer} }\nsteps: [{ at: 1s }]\n`;
    expect(bad(text)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['bad name', 'is no name for a topic'],
    ['..', 'is no name for a topic'],
    ['__consumer_offsets', '__consumer_offsets always exists'],
  ])('topic: %s', (name, message) => {
    const text = `summary: x\ntopics: { "${name}": }\nsteps: [{ at: 1s }]\n`;
    expect(bad(text)).toEqual([expect.stringContaining(message)]);
  });
});

describe('too much', () => {
  it('of partitions in all', () => {
    const topics = Array.from({ length: 6 }, (_, i) => `t${i}: { partitions: 10000 }`).join(', ');
    expect(bad(`summary: x\ntopics: { ${topics} }\nsteps: [{ at: 1s }]\n`)).toEqual([
      'x.yaml:2:9: 60000 partitions in all are too many (at most 50000)',
    ]);
  });

  it('of consumers', () => {
    const more = Array.from({ length: 999 }, (_, i) => `  x${i}: { like: c1 }`).join('\n');
    expect(bad(world('  - until: 5s', `${more}\n`))).toEqual([
      expect.stringContaining('more than 1000 consumers'),
    ]);
  });
});

describe('references to nothing', () => {
  it.each([
    ['start: cx', 'x.yaml:9:12: there is no consumer or producer "cx" (did you mean c1?)'],
    ['start: broker-1', '(restart: broker-1)'],
    ['close: shop', 'shop is a producer, not a consumer'],
    ['stop: c1', 'c1 is a consumer; only producers stop (close: c1)'],
    ['crash: broker-7', 'there is no broker-7 (only broker-1; see cluster: brokers)'],
    ['crash: coordinator of biling', 'there is no group "biling"'],
    ['crash: leader of orders-4', 'topic orders has no partition 4 (orders-0 to orders-2)'],
    [
      'subscribe: { c1: [ordesr] }',
      'x.yaml:9:23: there is no topic "ordesr" (did you mean orders?)',
    ],
    ['expect: { owns: { c9: [orders-0] } }', 'x.yaml:9:23: there is no consumer "c9"'],
    ['expect: { committed: { billing: { orders-7: 5 } } }', 'topic orders has no partition 7'],
    ['expect: { describe: biling }', 'there is no group "biling"'],
    ['expect: { leader: { orders-0: broker-7 } }', 'x.yaml:9:35: there is no broker-7'],
    ['expect: { leader: { orders-0: c1 } }', 'x.yaml:9:35: "c1" is no broker (broker-2)'],
    ['expect: { leader: { orders-7: broker-1 } }', 'topic orders has no partition 7'],
    ['expect: { isr: { orders-0: [1, 1] } }', 'a broker is named twice'],
    ['expect: { isr: { orders-0: [7] } }', 'there is no broker-7 (only broker-1'],
    ['expect: { replica-end: { broker-7: { orders-0: 1 } } }', 'x.yaml:9:30: there is no broker-7'],
    ['must-happen: { truncated: orders-7 }', 'topic orders has no partition 7'],
    ['must-happen: { leader elected: { orders-0: broker-7 } }', 'there is no broker-7'],
    ['must-happen: { broker fenced: c1 }', '"c1" is no broker (broker-2)'],
    ['must-happen: { send failed: c1 }', 'c1 is a consumer, not a producer'],
    ['until: biling is Stable', 'x.yaml:9:12: there is no group "biling"'],
    ['until: c1 has processed orders-9@4', 'x.yaml:9:29: topic orders has no partition 9'],
    ['until: "c1 has processed orders-9@4"', 'x.yaml:9:30: topic orders has no partition 9'],
    [
      'until: c1 has procesed orders-0@4',
      'x.yaml:9:19: "procesed" is not understood here (did you mean processed?)',
    ],
    ['until: billing is done', 'billing is a group, not a producer'],
    ['remove-member: { group: billing, instance: i9 }', 'there is no group.instance.id "i9"'],
    ['delete-offsets: { group: billing, topic: "orders:9" }', 'topic orders has no partition 9'],
  ])('%s', (step, message) => {
    expect(badStep(step)).toContain(message);
  });

  it('like: in a circle', () => {
    const more = '  a: { like: b }\n  b: { like: a }\n  d: { like: d }\n  e: { like: nobody }\n';
    expect(bad(world('  - until: 5s', more))).toEqual([
      expect.stringContaining('like: goes in a circle: a is like b is like a'),
      expect.stringContaining('like: goes in a circle: d is like d'),
      expect.stringContaining('there is no consumer "nobody"'),
    ]);
  });

  it('names that are taken', () => {
    const more =
      '  shop: { group: g, subscribe: orders }\n  broker-1: { group: g, subscribe: orders }\n';
    expect(bad(world('  - until: 5s', more)).join('\n')).toMatch(
      /shop is also a consumer[\s\S]*broker-1 is the name of a broker/,
    );
    for (const name of ['controller', 'operator']) {
      const taken = `  ${name}: { group: g, subscribe: orders }\n`;
      expect(bad(world('  - until: 5s', taken)).join('\n')).toContain(
        `${name} is the name of a node`,
      );
    }
  });
});

describe('steps that cannot be', () => {
  it.each([
    ['at: 5s\n    after: 3s', 'at: and after: in one step'],
    ['until: billing is Stable\n    start: c2', 'until: only waits'],
    ['when: billing is Stable', 'nothing is done when it holds'],
    ['at: 5s\n    within: 3s', 'within: needs a when: or until:'],
    ['crash: c1\n    for: 3s', 'for: says how long a freeze or a fault of links lasts'],
    ['crash: c1\n    lose: all', 'lose: is about the disk of a broker'],
    ['freeze: broker-1\n    lose: all', 'lose: says what a crash loses'],
    ['crash: broker-9', 'there is no broker-9'],
    ['freeze: controller', 'a controller does not freeze'],
    ['set-clock: { broker-1: {} }', 'this clock has neither offset nor drift'],
    ['set-clock: { broker-9: { offset: 1s } }', 'there is no broker-9'],
    ['set-clock: { nobody: { offset: 1s } }', 'no consumer, producer or broker'],
    ['shut-down: c1', 'c1 is a consumer, not a broker'],
    ['elect-leader: { ordrs-0: preferred }', 'there is no topic "ordrs"'],
    ['elect-leader: { orders-0: dirty }', 'possible: preferred, unclean'],
    ['reassign: { orders-0: [1, 1] }', 'a broker is named twice'],
    ['reassign: { orders-0: [7] }', 'there is no broker-7'],
    ['move-coordinator: { billing: c1 }', '"c1" is no broker'],
    ['move-coordinator: { biling: broker-1 }', 'did you mean billing?'],
    ['cut: { from: c1 }', 'which links?'],
    ['cut: { from: c1, to: broker-1, between: [c1, broker-1] }', 'between: and from: or to:'],
    ['cut: { from: c9, to: broker-1 }', 'there is no consumer, producer or broker "c9"'],
    ['slow: { between: [c1, broker-1] }', 'by'],
    ['slow: { between: [c1, broker-1], by: soon }', '"soon"'],
    ['slow: { between: [c1, broker-1], by: 1s, tail-percent: 3 }', 'tail-percent: without tail:'],
    ['lossy: { between: [c1, broker-1], percent: 0 }', '1 to 100'],
    ['split: [[c1], [c1, broker-1]]', 'c1 is on two sides'],
    ['split: [[c1]]', 'split'],
    ['lose-reply: OffsetComit of c1', 'did you mean OffsetCommit?'],
    ['lose-reply: OffsetCommit of c9', 'there is no consumer, producer or group "c9"'],
    ['lose-reply: { api: OffsetCommit, times: 2, all: true }', 'all: and times:'],
    ['delay-reply: { api: OffsetCommit }', 'by'],
    ['fail: { api: OffsetCommit, error: NO_SUCH_ERROR }', '"NO_SUCH_ERROR" is not possible here'],
    ['release: SyncGrup of c1', 'did you mean SyncGroup?'],
    ['optional: true', 'this step does nothing'],
    ['expect: {}', 'nothing is expected'],
    [
      'expect: { describe: billing, members: true, state: true }',
      'members and state exclude each other',
    ],
    ['expect: { lag: { billing: 0 }, by: c1 }', 'by: belongs to processed:'],
    ['expect: { lag: { billing: 0 }, table: x }', 'table: belongs to describe:'],
    ['check: {}', 'no property is checked'],
    ['reset-offsets: { group: billing, topic: orders }', 'reset to where?'],
    ['reset-offsets: { group: billing, to-latest: true }', 'reset which topics?'],
    [
      'reset-offsets: { group: billing, topic: orders, to-latest: true, shift-by: 1 }',
      'to-latest and shift-by exclude each other',
    ],
    ['remove-member: { group: billing }', 'remove which member?'],
    ['until: after the heartbeat of c1 is stored', 'Heartbeat stores nothing'],
  ])('%s', (step, message) => {
    expect(badStep(step)).toContain(message);
  });

  it.each([
    [
      'a wait for itself',
      '  - when: c2 has joined\n    start: c2',
      'waits for c2, which only this or a later step starts',
    ],
    [
      'a wait for a later step',
      '  - until: c2 has joined\n  - start: c2',
      'waits for c2, which only this or a later step starts',
    ],
    ['a wait for nobody', '  - until: c2 owns orders-0', 'waits for c2, but no step starts it'],
    ['a deed to nobody', '  - crash: c2', 'c2 has not been started before this'],
    [
      'a time that is past',
      '  - at: 10s\n  - at: 5s',
      '5s is past: the steps before take until 10s at least',
    ],
    [
      'a time that is past, by after',
      '  - at: 10s\n  - after: 5s\n  - until: 14s',
      'take until 15s at least',
    ],
    ['a time beyond the limit', '  - at: 11m', 'the run ends before, at its limit of 10m'],
  ])('%s', (_, steps, message) => {
    expect(bad(world(steps))).toEqual([expect.stringContaining(message)]);
  });

  it('an optional step may wait in vain', () => {
    expect(() => bad(world('  - when: c2 has joined\n    optional: true\n    close: c1'))).toThrow(
      'it is a scenario',
    );
  });
});

describe('an outside store', () => {
  it.each([
    [
      'store: append',
      'c4: { assign: orders-0, store: upsert }',
      "a store is a group's (group: billing)",
    ],
    [
      'store: append',
      'c4: { group: billing, subscribe: [orders], store: upsert }',
      'the store of billing is append for another consumer of the group (store: append)',
    ],
    [
      'store: with-offsets, commit: watermark',
      '',
      'store: with-offsets needs records in order, commit: watermark has workers (commit: none)',
    ],
  ])('%s, %s', (keys, more, message) => {
    const consumers = `  c3: { group: billing, subscribe: [orders], ${keys} }\n`;
    const told = bad(world('  - until: 5s', `${consumers}${more === '' ? '' : `  ${more}\n`}`));
    expect(told.join('\n')).toContain(message);
  });
});
