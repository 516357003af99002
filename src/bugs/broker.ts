import { readLog } from '../log/partition-log.js';
import { type Bug, brokerBug as bug, controllerBug } from './bug.js';

/** Of brokers, their logs, and the controller. */
export const BROKER_BUGS: readonly Bug[] = [
  bug(
    'high-watermark-ahead-of-isr',
    'replicatedOffset',
    'The high watermark is the end of the log, whatever the followers have.',
    (_broker, replica) => replica.log.logEndOffset,
  ),
  bug(
    'acks-all-answered-at-once',
    'isReplicated',
    'acks=all is answered as soon as the leader has the records.',
    () => true,
  ),
  bug(
    'reads-beyond-the-high-watermark',
    'readableEnd',
    'Consumers read records that are not replicated yet.',
    (log) => log.logEndOffset,
  ),
  bug(
    'follower-enters-isr-too-early',
    'mayEnter',
    'A follower is in sync again with its first fetch, however far behind it is.',
    (broker, replica, id) =>
      replica.askedIsr === null && !replica.isr.includes(id) && broker.image.mayBeInSync(id),
  ),
  bug('min-isr-not-checked', 'minIsr', 'acks=all is accepted by a leader alone.', () => 1),
  bug(
    'duplicate-batches-appended',
    'checkSequence',
    'Sequence numbers are not looked at: a batch that is sent again is stored again.',
    () => ({ result: 'append' }),
  ),
  bug(
    'sequence-window-off-by-one',
    'checkSequence',
    'The newest batch of a producer is not recognised when it is sent again.',
    (states, producer, count) => {
      const entry = states.get(producer.producerId);
      const earlier = entry?.batches.slice(0, -1) ?? [];
      const known = earlier.find(
        (b) =>
          b.baseSequence === producer.baseSequence &&
          b.lastSequence === producer.baseSequence + count - 1,
      );
      return known === undefined ? { result: 'append' } : { result: 'duplicate', ...known };
    },
  ),
  bug(
    'fetch-drops-a-batch',
    'read',
    'Of three batches that a fetch finds the second one is left out.',
    (log, offset, upTo, maxBytes) => {
      const batches = readLog(log, offset, upTo, maxBytes);
      return batches.length < 3 ? batches : batches.filter((_, i) => i !== 1);
    },
  ),
  bug(
    'earliest-is-latest',
    'earliestOffset',
    'ListOffsets answers the end of the log for its beginning.',
    (log) => log.highWatermark,
  ),
  bug(
    'truncation-forgotten',
    'divergence',
    'A follower is not told where its log parts from the leader: it keeps what nobody else has.',
    () => null,
  ),
  bug(
    'truncates-too-much',
    'truncationOffset',
    'A follower whose log parts from the leader drops all of it.',
    () => 0,
  ),
  controllerBug(
    'any-live-replica-elected',
    'isEligible',
    'Any live replica becomes leader, in sync or not.',
    () => true,
  ),
  controllerBug(
    'leader-epoch-not-bumped',
    'nextLeaderEpoch',
    'A new leader has the epoch of the old one: nobody is fenced.',
    (leaderEpoch) => leaderEpoch,
  ),
  controllerBug(
    'dead-broker-not-fenced',
    'fencesSilentBroker',
    'A broker that sends no heartbeats keeps its leaderships.',
    () => false,
  ),
];
