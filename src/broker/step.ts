import { nextCoordinatorDeadline } from '../coordinator/service.js';
import { type Envelope, requestBody, responseBody } from '../protocol/messages.js';
import type { Out } from '../protocol/out.js';
import { unreachable } from '../util/invariant.js';
import { cancelTimer, nextDeadline, popDue } from '../util/timers.js';
import { deleteRecords } from './handlers/delete-records.js';
import { fetch } from './handlers/fetch.js';
import { findCoordinator, groupRequest, groupTimer } from './handlers/group.js';
import { listOffsets } from './handlers/list-offsets.js';
import { metadata } from './handlers/metadata.js';
import { offsetForLeaderEpoch } from './handlers/offset-for-leader-epoch.js';
import { produce } from './handlers/produce.js';
import { advanceHighWatermark } from './high-watermark.js';
import { checkFollowers, forgetAsked, takeAnswer } from './in-sync.js';
import { runCleaner, runRetention } from './log-tasks.js';
import { updateMetadata } from './metadata-update.js';
import { fetchWaitOver } from './parked-fetches.js';
import { finishProduce, takeUnread } from './parked-produces.js';
import { fetchFromLeaders, onReplicaFetched, retryLater } from './replication.js';
import { finishLoading } from './shards.js';
import type { BrokerState, BrokerTimer } from './state.js';

const CONTROLLER = 0;

/** A message reaches the broker: a request, the answer to one of its own, or the end of a connection. */
export function brokerReceive(broker: BrokerState, now: number, message: Envelope, out: Out): void {
  switch (message.kind) {
    case 'request':
      request(broker, now, message, out);
      return;
    case 'response':
      if (message.api === 'AlterPartition') isrAnswered(broker, now, message, out);
      else onReplicaFetched(broker, now, message, out); // it sends nothing else that is answered
      return;
    case 'disconnect':
      disconnected(broker, now, message);
      return;
    default:
      unreachable(message.kind, 'message');
  }
}

function request(broker: BrokerState, now: number, message: Envelope, out: Out): void {
  switch (message.api) {
    case 'Fetch':
      fetch(broker, now, message, out);
      return;
    case 'Produce':
      produce(broker, now, message, out);
      return;
    case 'Heartbeat':
    case 'OffsetCommit':
    case 'JoinGroup':
    case 'SyncGroup':
    case 'LeaveGroup':
    case 'OffsetFetch':
    case 'TxnOffsetCommit':
    case 'OffsetDelete':
    case 'DescribeGroups':
    case 'ConsumerGroupDescribe':
    case 'ListGroups':
    case 'DeleteGroups':
      groupRequest(broker, now, message, out);
      return;
    case 'FindCoordinator':
      findCoordinator(broker, message, out);
      return;
    case 'Metadata':
      metadata(broker, message, out);
      return;
    case 'ListOffsets':
      listOffsets(broker, message, out);
      return;
    case 'OffsetForLeaderEpoch':
      offsetForLeaderEpoch(broker, message, out);
      return;
    case 'DeleteRecords':
      deleteRecords(broker, message, out);
      return;
    case 'UpdateMetadata':
      updateMetadata(broker, now, requestBody(message, 'UpdateMetadata'), out);
      return;
    case 'AlterPartition':
      return; // for controllers
    default:
      unreachable(message.api, 'api');
  }
}

/** A smaller ISR may be all that the high watermark waited for. */
function isrAnswered(broker: BrokerState, now: number, message: Envelope, out: Out): void {
  for (const answer of responseBody(message, 'AlterPartition').partitions) {
    const replica = broker.replicas.get(answer.tp.key);
    if (replica !== undefined && takeAnswer(replica, answer)) {
      advanceHighWatermark(broker, replica, now, out);
    }
  }
}

/** A client is gone, or a leader that was being fetched from. */
function disconnected(broker: BrokerState, now: number, message: Envelope): void {
  const v = broker.volatile;
  v.muted.delete(message.from); // what was not read yet is gone with the connection
  if (message.from === CONTROLLER) forgetAsked(broker);
  if ((v.fetchers.get(message.from) ?? 0) > 0) retryLater(broker, message.from, now);
  for (const [token, { request: parked }] of v.fetches) {
    if (parked.from !== message.from) continue;
    v.fetches.delete(token);
    v.followerFetches.delete(parked.from);
    cancelTimer(v.timers, token);
  }
}

/** When the broker has something to do by itself; undefined if never. */
export function brokerDeadline(broker: BrokerState): number | undefined {
  const own = nextDeadline(broker.volatile.timers);
  const groups = nextCoordinatorDeadline(broker.volatile.coordinator);
  if (own === undefined) return groups;
  return groups === undefined || own < groups ? own : groups;
}

/** Fires one due timer: the coordinator's first, then the broker's own. */
export function brokerTimer(broker: BrokerState, now: number, out: Out): void {
  if (groupTimer(broker, now, out)) return;
  const due = popDue(broker.volatile.timers, now);
  if (due !== undefined) fire(broker, now, due.fire, out);
}

function fire(broker: BrokerState, now: number, timer: BrokerTimer, out: Out): void {
  switch (timer.kind) {
    case 'fetch wait':
      fetchWaitOver(broker, timer.token, out);
      return;
    case 'produce timeout':
      finishProduce(broker, timer.token, 'REQUEST_TIMED_OUT', out);
      return;
    case 'unmute':
      for (const unread of takeUnread(broker, timer.client)) produce(broker, now, unread, out);
      return;
    case 'load':
      finishLoading(broker, timer.partition, now, out);
      return;
    case 'replica fetch':
      broker.volatile.fetchers.set(timer.leader, 0);
      fetchFromLeaders(broker, now, out);
      return;
    case 'isr check':
      checkFollowers(broker, now, out);
      return;
    case 'retention':
      runRetention(broker, now, out);
      return;
    case 'cleaner':
      runCleaner(broker, now, out);
      return;
    default:
      unreachable(timer, 'timer');
  }
}
