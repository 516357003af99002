import { type Application, type ApplicationResult, cluster, consumer } from 'kafka-cohort';

/** Ten orders, two instances of the program, one broker. */
function world(application: Application) {
  const invoices = consumer({
    group: 'invoices',
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': false,
    'max.poll.records': 4,
    'max.poll.interval.ms': '10s',
    'session.timeout.ms': '6s',
    'heartbeat.interval.ms': '2s',
    processing: '100ms',
    application: () => application,
  });
  return cluster({
    topics: { orders: { partitions: 2 } },
    producers: {
      shop: {
        topic: 'orders',
        records: Array.from({ length: 10 }, (_, i) => ({ key: `order-${i}`, value: `${i} EUR` })),
      },
    },
    consumers: { c1: invoices, c2: invoices },
  });
}

type Story = (application: Application, seed?: number) => ApplicationResult;

/** Nothing goes wrong. */
export const calm: Story = (application, seed) =>
  world(application).run({
    ...(seed === undefined ? {} : { seed }),
    steps: [{ start: ['shop', 'c1'] }, { until: '30s' }, { close: 'c1' }],
  });

/** c1 is killed when it has sent its first four invoices, before it can commit; c2 takes over. */
export const killedBeforeCommit: Story = (application, seed) =>
  world(application).run({
    ...(seed === undefined ? {} : { seed }),
    steps: [
      { start: ['shop', 'c1'] },
      { when: 'c1 has processed 4 records', crash: 'c1' },
      { start: 'c2' },
      { until: '60s' },
      { 'must-happen': { 'session expired': 'c1' } },
    ],
  });

/** c1 stands still for so long that it is put out of the group in the middle of a batch; then it wakes up. */
export const frozenInABatch: Story = (application, seed) =>
  world(application).run({
    ...(seed === undefined ? {} : { seed }),
    steps: [
      { start: ['shop', 'c1', 'c2'] },
      { when: 'c1 has processed 2 records', freeze: 'c1', for: '20s' },
      { until: '60s' },
      { 'must-happen': { 'session expired': 'c1' } },
    ],
  });
