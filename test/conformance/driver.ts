import { enableMapSet, produce } from 'immer';
import type { CoordinatorConfig } from '../../src/coordinator/config.js';
import type { CoordinatorHost, CoordinatorRequest } from '../../src/coordinator/host.js';
import {
  beginLoad,
  type CoordinatorState,
  endLoad,
  fireCoordinatorTimer,
  handleAdmittedRequest,
  handleRequest,
  makeCoordinator,
  nextCoordinatorDeadline,
  onHighWatermark,
  onPartitionsDeleted,
  onResigned,
} from '../../src/coordinator/service.js';

enableMapSet();

/** fast: one state, changed in place. recorded: a chain of frozen states, as for time travel. */
export type Mode = 'fast' | 'recorded';

/** Runs a coordinator in either mode. Every call is one event; the host is outside the state. */
export class Driver {
  #state: CoordinatorState;

  constructor(
    private readonly mode: Mode,
    private readonly host: CoordinatorHost,
    config: CoordinatorConfig,
  ) {
    this.#state = makeCoordinator(config);
    if (mode === 'recorded') this.#state = produce(this.#state, () => {});
  }

  /** To look at, not to change. */
  get state(): CoordinatorState {
    return this.#state;
  }

  get nextDeadline(): number | undefined {
    return nextCoordinatorDeadline(this.#state);
  }

  /** As a broker gets it from a client. */
  request(request: CoordinatorRequest): void {
    this.#change((state) => handleRequest(state, this.host, request));
  }

  /** As the coordinator gets it from a broker. */
  admitted(request: CoordinatorRequest): void {
    this.#change((state) => handleAdmittedRequest(state, this.host, request));
  }

  fireTimer(): boolean {
    let fired = false;
    this.#change((state) => {
      fired = fireCoordinatorTimer(state, this.host);
    });
    return fired;
  }

  highWatermark(partition: number, highWatermark: number): void {
    this.#change((state) => onHighWatermark(state, this.host, partition, highWatermark));
  }

  beginLoad(partition: number, leaderEpoch: number): void {
    this.#change((state) => beginLoad(state, this.host, partition, leaderEpoch));
  }

  endLoad(partition: number): void {
    this.#change((state) => endLoad(state, this.host, partition));
  }

  resign(partition: number, leaderEpoch: number): void {
    this.#change((state) => onResigned(state, this.host, partition, leaderEpoch));
  }

  deletePartitions(partitions: readonly { topic: string; partition: number }[]): void {
    this.#change((state) => onPartitionsDeleted(state, this.host, partitions));
  }

  #change(event: (state: CoordinatorState) => void): void {
    if (this.mode === 'fast') event(this.#state);
    else
      this.#state = produce(this.#state, (draft) => {
        event(draft as CoordinatorState); // a draft is the state, but for `readonly`
      });
  }
}
