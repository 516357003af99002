import { makeTimers, type TimerTable } from '../util/timers.js';
import { COORDINATOR_DEFAULTS, type CoordinatorConfig } from './config.js';
import type { CoordinatorHost, CoordinatorRequest } from './host.js';

/** Placeholder until state.ts lands. */
export interface CoordinatorState {
  readonly config: CoordinatorConfig;
  readonly timers: TimerTable<unknown>;
}

export function makeCoordinator(
  config: CoordinatorConfig = COORDINATOR_DEFAULTS,
): CoordinatorState {
  return { config, timers: makeTimers() };
}

/** Takes a request in: the answer leaves through `host.respond`, now or later, or never. */
export function handleRequest(
  _state: CoordinatorState,
  _host: CoordinatorHost,
  _request: CoordinatorRequest,
): void {
  throw new Error('to come');
}

/** When the first timer is due; undefined if none is armed. */
export function nextCoordinatorDeadline(_state: CoordinatorState): number | undefined {
  throw new Error('to come');
}

/** Fires one timer due at `host.now`, in (deadline, arming) order over all partitions; false if none is due. */
export function fireCoordinatorTimer(_state: CoordinatorState, _host: CoordinatorHost): boolean {
  throw new Error('to come');
}

/** Offsets of the partition below `highWatermark` are committed: answers that waited for them leave. */
export function onHighWatermark(
  _state: CoordinatorState,
  _host: CoordinatorHost,
  _partition: number,
  _highWatermark: number,
): void {
  throw new Error('to come');
}

/** This broker became leader of the partition; requests get COORDINATOR_LOAD_IN_PROGRESS until endLoad. */
export function beginLoad(
  _state: CoordinatorState,
  _host: CoordinatorHost,
  _partition: number,
  _leaderEpoch: number,
): void {
  throw new Error('to come');
}

/** The log has been read: it is replayed now and the partition's groups are served. */
export function endLoad(
  _state: CoordinatorState,
  _host: CoordinatorHost,
  _partition: number,
): void {
  throw new Error('to come');
}

/** This broker is no longer leader of the partition: whoever waits gets NOT_COORDINATOR. */
export function onResigned(
  _state: CoordinatorState,
  _host: CoordinatorHost,
  _partition: number,
  _leaderEpoch: number,
): void {
  throw new Error('to come');
}

/** Partitions were deleted: every group's offsets of them go. */
export function onPartitionsDeleted(
  _state: CoordinatorState,
  _host: CoordinatorHost,
  _partitions: readonly { readonly topic: string; readonly partition: number }[],
): void {
  throw new Error('to come');
}

/** The partition of `__consumer_offsets` that holds a group. */
export function partitionFor(_groupId: string, _numPartitions: number): number {
  throw new Error('to come');
}
