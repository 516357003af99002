import { type Envelope, responseBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { armTimer, popDue } from '../../util/few-timers.js';
import { unreachable } from '../../util/invariant.js';
import { type InFlight, nextRequestDeadline, takeAnswered, takeDisconnected } from '../network.js';
import type { AppEvent } from './calls.js';
import { failQueuedCommits, onCommitFailed, onCommitted, sendQueuedCommits } from './commit.js';
import { ConsumerContext } from './context.js';
import {
  lookupCoordinator,
  markCoordinatorUnknown,
  onCoordinatorFound,
  onLookupFailed,
} from './coordinator.js';
import { onFetched } from './fetcher.js';
import { heartbeatTurn, onHeartbeat, onHeartbeatFailed, pollIntervalTurn } from './heartbeat.js';
import { onJoined, onJoinUnanswered } from './join.js';
import { leadNow, watchMetadata } from './leader.js';
import { heartbeatsRun } from './membership.js';
import { onMetadata, onMetadataFailed, requestMetadata, sendMetadata } from './metadata.js';
import { pollGoesOn } from './poll.js';
import {
  onListedOffsets,
  onListOffsetsFailed,
  onOffsetFetchFailed,
  onOffsetsFetched,
} from './positions.js';
import { progress } from './progress.js';
import type { ConsumerState } from './state.js';
import { matchPattern } from './subscribe.js';
import { onSynced } from './sync.js';
import { onEpochEnds, onEpochEndsFailed } from './validation.js';

/** A message reaches the consumer: the answer to one of its requests, or the end of a connection. */
export function consumerReceive(
  s: ConsumerState,
  now: number,
  message: Envelope,
  out: Out,
  events: AppEvent[],
): void {
  const c = new ConsumerContext(s, now, out, events);
  // Between calls only the heartbeat thread reads the network, and it sleeps outside a group and while joining.
  if (s.calls.length === 0 && !heartbeatsRun(c)) {
    s.inbox.push(message);
    return;
  }
  handle(c, message);
  if (!isGoodHeartbeat(message) || !pollGoesOn(c)) progress(c);
}

/** An answer that tells a waiting poll nothing. */
function isGoodHeartbeat(message: Envelope): boolean {
  if (message.api !== 'Heartbeat' || message.kind !== 'response') return false;
  return responseBody(message, 'Heartbeat').errorCode === 'NONE';
}

/** Reads what came while nobody was reading: at the start of a call. */
export function readInbox(c: ConsumerContext): void {
  if (c.s.inbox.length === 0) return;
  const inbox = c.s.inbox;
  c.s.inbox = [];
  for (const message of inbox) handle(c, message);
}

function handle(c: ConsumerContext, message: Envelope): void {
  if (message.kind === 'disconnect') {
    const { connections, config } = c.s;
    const failed = takeDisconnected(
      connections,
      message.from,
      message.correlationId,
      c.now,
      config,
    );
    if (message.from === c.s.coordinator.node) markCoordinatorUnknown(c);
    for (const request of failed) unanswered(c, request);
    requestMetadata(c);
    return;
  }
  const request = takeAnswered(c.s.connections, message);
  if (request !== undefined) answered(c, message, request);
}

function answered(c: ConsumerContext, message: Envelope, request: InFlight): void {
  switch (message.api) {
    case 'Fetch':
      onFetched(c, message, request);
      return;
    case 'Heartbeat':
      onHeartbeat(c, message, request);
      return;
    case 'OffsetCommit':
      onCommitted(c, message, request);
      return;
    case 'JoinGroup':
      onJoined(c, message, request);
      return;
    case 'SyncGroup':
      onSynced(c, message, request);
      return;
    case 'FindCoordinator':
      if (onCoordinatorFound(c, message)) sendQueuedCommits(c);
      else failQueuedCommits(c);
      return;
    case 'Metadata': {
      const vanished = onMetadata(c, message);
      matchPattern(c);
      watchMetadata(c, vanished);
      leadNow(c);
      return;
    }
    case 'OffsetFetch':
      onOffsetsFetched(c, message, request);
      return;
    case 'ListOffsets':
      onListedOffsets(c, message, request);
      return;
    case 'OffsetForLeaderEpoch':
      onEpochEnds(c, message, request);
      return;
    default: // LeaveGroup: nobody waits for what it says
  }
}

function unanswered(c: ConsumerContext, request: InFlight): void {
  switch (request.api) {
    case 'Heartbeat':
      onHeartbeatFailed(c);
      return;
    case 'OffsetCommit':
      onCommitFailed(c, request);
      return;
    case 'JoinGroup':
    case 'SyncGroup':
      onJoinUnanswered(c, request);
      return;
    case 'FindCoordinator':
      onLookupFailed(c);
      failQueuedCommits(c);
      return;
    case 'Metadata':
      onMetadataFailed(c);
      return;
    case 'OffsetFetch':
      onOffsetFetchFailed(c, request);
      return;
    case 'ListOffsets':
      onListOffsetsFailed(c, request);
      return;
    case 'OffsetForLeaderEpoch':
      onEpochEndsFailed(c);
      return;
    default: // a Fetch is simply sent again; LeaveGroup is sent once, best effort
  }
}

/** Fires one timer that is due. */
export function consumerTimer(s: ConsumerState, now: number, out: Out, events: AppEvent[]): void {
  const due = popDue(s.timers, now);
  if (due === undefined) return;
  const c = new ConsumerContext(s, now, out, events);
  switch (due.fire.kind) {
    case 'heartbeat':
      if (heartbeatTurn(c) === 'sent' && pollGoesOn(c)) return;
      break;
    case 'poll interval':
      pollIntervalTurn(c);
      break;
    case 'metadata':
      s.view.needed = true;
      sendMetadata(c);
      break;
    case 'request timeout':
      requestTimeouts(c);
      break;
    case 'call':
      if (s.coordinator.node === 0 && s.config.groupId !== null) lookupCoordinator(c);
      break;
    default:
      unreachable(due.fire, 'timer');
  }
  progress(c);
}

/** A request that got no answer in time closes its connection (NetworkClient.handleTimedOutRequests). */
function requestTimeouts(c: ConsumerContext): void {
  const { connections, config } = c.s;
  const late = connections.inFlight.filter((r) => c.now >= r.deadline);
  for (const node of new Set(late.map((r) => r.node))) {
    c.out.hangUp(node);
    for (const r of takeDisconnected(connections, node, 0, c.now, config)) unanswered(c, r);
  }
  const next = nextRequestDeadline(connections);
  if (next !== undefined)
    armTimer(c.s.timers, 'request timeout', next, { kind: 'request timeout' });
}
