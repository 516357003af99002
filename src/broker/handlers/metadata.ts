import type { MetadataTopic } from '../../protocol/api/metadata.js';
import { type Envelope, requestBody } from '../../protocol/messages.js';
import type { Out } from '../../protocol/out.js';
import type { BrokerState } from '../state.js';

/** Metadata, from the image that the broker has at this moment: it may be stale. */
export function metadata(broker: BrokerState, envelope: Envelope, out: Out): void {
  const request = requestBody(envelope, 'Metadata');
  const { image } = broker;
  const topics: MetadataTopic[] =
    request.topics === null
      ? [...image.topics.values()].map((t) => t.metadata)
      : request.topics.map((name) => image.topics.get(name)?.metadata ?? unknownTopic(name));
  out.respond<'Metadata'>(envelope, { brokers: image.brokers, controllerId: 0, topics });
}

function unknownTopic(name: string): MetadataTopic {
  return {
    errorCode: 'UNKNOWN_TOPIC_OR_PARTITION',
    name,
    topicId: '',
    isInternal: false,
    partitions: [],
  };
}
