import {
  type Application,
  type ApplicationContext,
  type ConsumerRecord,
  KafkaException,
  type Steps,
  type TopicPartition,
} from 'kafka-cohort';

/*
 * The program under test: it reads orders and sends an invoice for each. The orders of a poll are collected and
 * their invoices sent together, because the mail server likes that. What is sent cannot be taken back.
 *
 * Two versions: `careless` is what was in production, `careful` is what is there now.
 */

/** Sends an invoice: an effect outside of Kafka, which no crash undoes. */
function send(app: ApplicationContext, order: ConsumerRecord): void {
  app.effect(`invoice ${order.key}`, order.value);
}

/**
 * The bug: an invoice is sent again whenever an order is read again. That is after each crash between the mail and
 * the commit, and after each rebalance in which the commit comes too late.
 */
export const careless: Application = {
  *run(app) {
    yield* pollLoop(app, (order) => send(app, order));
  },
};

/**
 * The fix: whether an invoice was sent is asked of the place where that is known for certain, the outgoing mail
 * itself, by a key that an order keeps however often it is read. At-least-once delivery then has the effect of
 * exactly once. What the process remembers would not do: it dies with it.
 */
export const careful: Application = {
  *run(app) {
    yield* pollLoop(app, (order) => {
      if (!app.store.has(`invoice ${order.key}`)) send(app, order);
    });
  },
};

/** Poll, process, commit; until somebody calls wakeup(). */
function* pollLoop(app: ApplicationContext, bill: (order: ConsumerRecord) => void): Steps {
  const { consumer } = app;
  consumer.subscribe('orders', {
    onPartitionsLost: (partitions: TopicPartition[]) => {
      app.log(`lost ${partitions.map((p) => p.key).join(', ')}: nothing to commit there`);
    },
  });
  try {
    for (;;) {
      const orders = yield* consumer.poll(1_000);
      for (const order of orders) yield* app.process(order, () => bill(order));
      if (orders.length > 0) yield* commit(app);
    }
  } catch (error) {
    if (!isKafka(error, 'WakeupException')) throw error;
    yield* commit(app);
  } finally {
    yield* consumer.close();
  }
}

/** A commit that a rebalance refuses is not the end: whoever has the partitions now reads these orders again. */
function* commit(app: ApplicationContext): Steps {
  try {
    yield* app.consumer.commitSync();
  } catch (error) {
    const refused =
      isKafka(error, 'CommitFailedException') || isKafka(error, 'RebalanceInProgressException');
    if (!refused) throw error;
    app.log(`commit refused: ${(error as KafkaException).name}`);
  }
}

function isKafka(error: unknown, name: string): boolean {
  return error instanceof KafkaException && error.name === name;
}
