import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import { mustWait, parkFetch, readForFetch } from '../parked-fetches.js';
import { noteFollowerFetch } from '../replication.js';
import type { BrokerState } from '../state.js';

/** Fetch, with long polling (Kafka: ReplicaManager.fetchMessages, DelayedFetch; log-and-replication.md §8). */
export function fetch(broker: BrokerState, now: number, envelope: Envelope, out: Out): void {
  const request = requestBody(envelope, 'Fetch');
  if (request.replicaId >= 0) noteFollowerFetch(broker, request, now, out);
  if (mustWait(broker, request)) {
    parkFetch(broker, now, envelope, request);
    return;
  }
  const result = readForFetch(broker, request);
  if (request.maxWaitMs <= 0 || result.bytes >= request.minBytes || result.urgent) {
    out.respond<'Fetch'>(envelope, result.response);
    return;
  }
  parkFetch(broker, now, envelope, request);
}
