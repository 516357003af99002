import type { ErrorName } from '../protocol/errors.js';
import { API_NAMES } from './model-conditions.js';

/** Requests that a message fault can strike. */
export const FAULT_APIS = API_NAMES;

/** Errors that a broker can be made to answer. */
export const FAULT_ERRORS = [
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
  'GROUP_MAX_SIZE_REACHED',
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'OFFSET_OUT_OF_RANGE',
  'OFFSET_NOT_AVAILABLE',
  'OFFSET_METADATA_TOO_LARGE',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT',
  'KAFKA_STORAGE_ERROR',
  'MESSAGE_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'INVALID_REQUEST',
  'UNKNOWN_SERVER_ERROR',
] as const satisfies readonly ErrorName[];

/** What chaos can do, each with an operator's word for it. */
export const CHAOS_FAULTS = [
  'crash-broker',
  'freeze-broker',
  'isolate-broker',
  'shut-down-broker',
  'crash-controller',
  'move-coordinator',
  'crash-consumer',
  'freeze-consumer',
  'isolate-consumer',
  'cut',
  'slow',
  'lossy',
  'lose-reply',
  'delay-reply',
  'duplicate-request',
  'fail',
  'close-connection',
] as const;
export type ChaosFault = (typeof CHAOS_FAULTS)[number];
