import { alterPartition } from '../../src/controller/alter-partition.js';
import {
  beginControlledShutdown,
  brokerHeard,
  brokerSilent,
  controllerTimer,
  endControlledShutdown,
} from '../../src/controller/brokers.js';
import {
  CONTROLLER_DEFAULTS,
  type ControllerState,
  makeController,
} from '../../src/controller/state.js';
import { createTopic } from '../../src/controller/topics.js';
import type {
  AlteredPartition,
  AlterPartitionRequest,
} from '../../src/protocol/api/alter-partition.js';
import type { MetadataPartition } from '../../src/protocol/api/metadata.js';
import {
  type ClusterImage,
  DEFAULT_TOPIC_CONFIG,
  type TopicConfig,
} from '../../src/protocol/cluster-image.js';
import type { Fact } from '../../src/protocol/facts.js';
import { Envelope } from '../../src/protocol/messages.js';
import type { Out } from '../../src/protocol/out.js';
import { TopicPartition } from '../../src/protocol/topic-partition.js';
import { nextDeadline } from '../../src/util/timers.js';

/** The controller, alone with its tester, who plays the brokers 1…n. */
export class ControllerBench {
  readonly controller: ControllerState;
  readonly facts: Fact[] = [];
  /** What left the controller, in order: an answer, or an image and whom it went to. */
  readonly sent: ('answer' | { readonly image: ClusterImage; readonly to: number })[] = [];
  now = 0;
  private answer: unknown = null;
  private incarnations = new Map<number, number>();

  constructor(brokers: number, config: Partial<typeof CONTROLLER_DEFAULTS> = {}) {
    const nodes = Array.from({ length: brokers }, (_, i) => ({ nodeId: i + 1, rack: null }));
    this.controller = makeController(nodes, { ...CONTROLLER_DEFAULTS, ...config });
  }

  readonly out: Out = {
    request: (to, _api, _version, _id, body) => {
      this.sent.push({ image: body as ClusterImage, to }); // it sends nothing else
    },
    respond: (_request, body) => {
      this.sent.push('answer');
      this.answer = body;
    },
    close: () => undefined,
    note: (fact) => {
      this.facts.push(fact);
    },
    choose: () => 0,
    hangUp: () => undefined,
    refuses: () => false,
    newMemberId: (prefix) => prefix,
  };

  topic(
    name: string,
    partitions: number,
    replicationFactor: number,
    over: Partial<TopicConfig> = {},
  ) {
    const config = { ...DEFAULT_TOPIC_CONFIG, ...over };
    return createTopic(this.controller, { name, partitions, replicationFactor, config }, this.out);
  }

  partition(topic = 'orders', partition = 0): MetadataPartition {
    const found = this.controller.image.topics.get(topic)?.metadata.partitions[partition];
    if (found === undefined) throw new Error(`no ${topic}-${partition}`);
    return found;
  }

  /** A broker asks for another ISR of orders-0, knowing what the controller knows unless told otherwise. */
  alter(
    from: number,
    newIsr: readonly number[],
    over: Partial<AlterPartitionRequest['partitions'][number]> = {},
  ): AlteredPartition {
    const { leaderEpoch, partitionEpoch } = this.partition();
    const topicId = this.controller.image.topics.get('orders')?.metadata.topicId ?? '';
    const tp = new TopicPartition('orders', 0);
    const asked = { tp, topicId, leaderEpoch, partitionEpoch, newIsr, ...over };
    const body: AlterPartitionRequest = { partitions: [asked] };
    alterPartition(
      this.controller,
      new Envelope(0, 0, 'request', from, 0, 0, 0, 'AlterPartition', 3, 1, `broker-${from}`, body),
      this.out,
    );
    const [answer] = (this.answer as { partitions: AlteredPartition[] }).partitions;
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }

  /** The broker dies now; time goes on until its session is over. */
  fence(nodeId: number): void {
    brokerSilent(this.controller, this.now, nodeId);
    this.fire();
  }

  /** Lets what is due next happen, and says when that was. */
  fire(): number {
    this.now = nextDeadline(this.controller.timers) ?? -1;
    controllerTimer(this.controller, this.now, this.out);
    return this.now;
  }

  /** A fenced broker comes back: the same process, or another one after a crash or a clean shutdown. */
  unfence(nodeId: number, process: 'same' | 'crashed' | 'clean' = 'same'): void {
    const incarnation = (this.incarnations.get(nodeId) ?? 0) + (process === 'same' ? 0 : 1);
    this.incarnations.set(nodeId, incarnation);
    const cleanShutdown = process !== 'crashed';
    brokerHeard(this.controller, this.now, nodeId, { incarnation, cleanShutdown }, this.out);
  }

  shutDown(nodeId: number): void {
    beginControlledShutdown(this.controller, nodeId, this.out);
  }

  endShutDown(nodeId: number): void {
    brokerSilent(this.controller, this.now, nodeId);
    endControlledShutdown(this.controller, nodeId, this.out);
  }
}
