import type { Entry } from '../../../check/history.js';
import { partitionsText } from '../words.js';
import type { Story } from './story.js';
import {
  tellAppended,
  tellException,
  tellPollInterval,
  tellPosition,
  tellRecords,
  tellSendFailure,
  tellWritten,
} from './tell-client.js';
import { tellCluster, tellCoordinator, tellOperator } from './tell-cluster.js';
import { tellCommit } from './tell-commit.js';
import { tellGroup } from './tell-group.js';
import { tellNetwork } from './tell-network.js';
import { tellOwnership, tellProcess } from './tell-process.js';
import { tellReplicas } from './tell-replicas.js';

/** Tells all facts, in order. */
export function tellAll(story: Story): void {
  for (const entry of story.entries) if (!story.isTold(entry.seq)) tell(story, entry);
}

function tell(story: Story, entry: Entry): void {
  switch (entry.type) {
    case 'started':
    case 'crashed':
    case 'frozen':
    case 'thawed':
    case 'clock set':
    case 'shutting down':
    case 'shut down':
    case 'closing':
    case 'closed':
    case 'subscribed':
    case 'unsubscribed':
      tellProcess(story, entry);
      return;
    case 'assigned':
    case 'revoked':
    case 'lost':
    case 'assigned manually':
      tellOwnership(story, entry);
      return;
    case 'delivered':
    case 'processing':
    case 'processed':
    case 'effect':
    case 'processing failed':
    case 'acknowledged':
      tellRecords(story, entry);
      return;
    case 'appended':
      tellAppended(story, entry);
      return;
    case 'send failed':
      tellSendFailure(story, entry);
      return;
    case 'position':
      tellPosition(story, entry);
      return;
    case 'store written':
      tellWritten(story, entry);
      return;
    case 'paused':
    case 'resumed':
      story.say(
        entry,
        entry.node,
        `${entry.type === 'paused' ? 'pauses' : 'resumes'} ${partitionsText(entry.fact.partitions)}`,
      );
      return;
    case 'exception':
      tellException(story, entry);
      return;
    case 'max poll interval exceeded':
      tellPollInterval(story, entry);
      return;
    case 'member rejoined':
    case 'membership refused':
    case 'commit error':
    case 'follower caught up':
      return; // what follows from it is told
    case 'link fault':
    case 'link healed':
    case 'message fault':
    case 'messages released':
    case 'connection closed':
      tellNetwork(story, entry);
      return;
    default:
      tellServer(story, entry);
      return;
  }
}

type ServerEntry = Extract<
  Entry,
  {
    readonly type:
      | 'commit sent'
      | 'commit succeeded'
      | 'commit failed'
      | 'offsets stored'
      | 'offsets refused'
      | 'group state'
      | 'member joined'
      | 'member removed'
      | 'static member replaced'
      | 'group assignment'
      | 'coordinator loading'
      | 'coordinator loaded'
      | 'coordinator unloaded'
      | 'operator'
      | 'cluster tool refused'
      | 'offsets removed'
      | 'group deleted'
      | 'topic created'
      | 'topic deleted'
      | 'partitions added'
      | 'leader elected'
      | 'log start raised'
      | 'log compacted'
      | 'truncated'
      | 'isr changed'
      | 'reassigned'
      | 'broker fenced'
      | 'broker unfenced';
  }
>;

/** What coordinators, brokers, the controller and the operator tell. */
function tellServer(story: Story, entry: ServerEntry): void {
  switch (entry.type) {
    case 'commit sent':
    case 'commit succeeded':
    case 'commit failed':
    case 'offsets stored':
    case 'offsets refused':
      tellCommit(story, entry);
      return;
    case 'group state':
    case 'member joined':
    case 'member removed':
    case 'static member replaced':
    case 'group assignment':
      tellGroup(story, entry);
      return;
    case 'coordinator loading':
    case 'coordinator loaded':
    case 'coordinator unloaded':
      tellCoordinator(story, entry);
      return;
    case 'operator':
    case 'cluster tool refused':
    case 'offsets removed':
    case 'group deleted':
      tellOperator(story, entry);
      return;
    case 'isr changed':
    case 'reassigned':
    case 'broker fenced':
    case 'broker unfenced':
      tellReplicas(story, entry);
      return;
    default:
      tellCluster(story, entry);
      return;
  }
}
