import type {
  Assignor,
  AssignorState,
  MemberSubscription,
  TopicMetadata,
} from '../../assignor/assignor.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { PartitionOffset } from '../../protocol/facts.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import { type Connections, isInFlight } from '../network.js';
import { allConsumed } from './commit.js';
import type { ResetPolicy } from './config.js';
import type { ConsumerContext } from './context.js';
import { isStale } from './fetcher.js';
import type { CompletedFetch, PartitionState } from './state.js';

/** The rules of a consumer's client that a planted bug may replace: see CoordinatorRules. */
export class ConsumerRules {
  constructor(over: Partial<ConsumerRules> = {}) {
    Object.assign(this, over);
  }

  /** What the leader of the group makes of the subscriptions. */
  assign(
    assignor: Assignor,
    topics: ReadonlyMap<string, TopicMetadata>,
    members: readonly MemberSubscription[],
    memory: AssignorState,
  ): Map<string, TopicPartition[]> {
    return assignor.assign(topics, members, memory);
  }

  /** What auto-commit commits while poll() runs. */
  autoCommitOffsets(c: ConsumerContext): PartitionOffset[] {
    return allConsumed(c);
  }

  /** Whether a member of a cooperative group gives up first what it no longer gets, and joins again. */
  givesUp(c: ConsumerContext, gone: readonly TopicPartition[]): boolean {
    return c.s.rebalanceProtocol === 'COOPERATIVE' && gone.length > 0;
  }

  /** What it owns after a rebalance that assigned it these. */
  ownsAfter(_c: ConsumerContext, assigned: readonly TopicPartition[]): readonly TopicPartition[] {
    return assigned;
  }

  /** Whether it owns nothing while it joins: an eager member, or one that was taken out of the group. */
  dropsAllToJoin(c: ConsumerContext, isReset: boolean): boolean {
    return isReset || c.s.rebalanceProtocol === 'EAGER';
  }

  /** Whether fetched data is for another position by now. */
  isStale(p: PartitionState, fetched: CompletedFetch, nextOffset: number): boolean {
    return isStale(p, fetched, nextOffset);
  }

  /** Where it reads on from a committed offset. */
  positionFrom(committedOffset: number): number {
    return committedOffset;
  }

  /** Where it goes without a committed offset. */
  resetPolicy(configured: ResetPolicy): ResetPolicy {
    return configured;
  }

  /** The position after records up to index `end` of a batch were handed out. */
  positionAfter(batch: RecordBatch, end: number, isWhole: boolean, position: number): number {
    return isWhole ? Math.max(position, batch.lastOffset + 1) : batch.offsetAt(end);
  }

  /** Whether it may send a fetch to this broker now. */
  mayFetchFrom(connections: Connections, node: number): boolean {
    return !isInFlight(connections, node, 'Fetch');
  }

  /** What it takes the answer to a heartbeat for. */
  heartbeatError(errorCode: ErrorName): ErrorName {
    return errorCode;
  }

  /** Whether the interval auto-commit is due. */
  isAutoCommitDue(now: number, at: number): boolean {
    return now >= at;
  }
}
