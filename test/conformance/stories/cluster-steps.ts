import { addPartitions, createTopic, deleteTopic } from '../../../src/controller/topics.js';
import { DEFAULT_TOPIC_CONFIG } from '../../../src/protocol/cluster-image.js';
import { crash, start } from '../../../src/sim/faults.js';
import { coordinatorOf, leaderReplicaOf, partitionsOf } from '../../../src/sim/observe.js';
import { deleteRecordsBefore } from '../../../src/sim/operator.js';
import { rearm } from '../../../src/sim/wakeups.js';
import { brokerNode, controllerNode } from '../../../src/sim/world.js';
import { number, partition, text } from './fields.js';
import type { Perform } from './play.js';
import type { Recorder } from './recorder.js';
import type { Stage } from './stage.js';
import { MalformedStory, type Step } from './story.js';

/** How long the recorder pauses after it has changed a topic. */
const CREATE_PAUSE_MS = 300;
const DELETE_PAUSE_MS = 300;
const ADD_PAUSE_MS = 200;

/** A broker's start, until its port is open. */
const BROKER_START_MS = 3_000;

/** Steps that do something to the cluster: topics, records, brokers. */
export class ClusterSteps {
  constructor(
    private readonly stage: Stage,
    private readonly recorder: Recorder,
  ) {}

  table(): [string, Perform][] {
    return [
      ['create-topic', (step) => this.createTopic(step)],
      ['create-topic-again', (step) => this.createTopic(step)],
      ['delete-topic', (step) => this.deleteTopic(step)],
      ['add-partitions', (step) => this.addPartitions(step)],
      ['delete-records', (step) => this.deleteRecords(step)],
      ['produce', (step) => this.produce(step)],
      ['produce-in-background', (step) => this.produceInBackground(step)],
      ['kill-broker', (step) => this.killBroker(step)],
      ['restart-broker', () => this.restartBroker()],
    ];
  }

  private createTopic(step: Step): null {
    const name = text(step, 'topic');
    if (Object.keys(step.fields.configs ?? {}).length > 0) {
      throw new MalformedStory(`${step.where}: configs of topics are not modelled`);
    }
    this.onController((controller, out) =>
      createTopic(
        controller,
        {
          name,
          partitions: number(step, 'partitions'),
          replicationFactor: this.stage.story.brokers,
          config: DEFAULT_TOPIC_CONFIG,
        },
        out,
      ),
    );
    this.recorder.topicCreated(name);
    this.stage.pass(CREATE_PAUSE_MS);
    return null;
  }

  private deleteTopic(step: Step): null {
    this.onController((controller, out) => deleteTopic(controller, text(step, 'topic'), out));
    this.stage.pass(DELETE_PAUSE_MS);
    return null;
  }

  private addPartitions(step: Step): null {
    this.onController((controller, out) =>
      addPartitions(controller, text(step, 'topic'), number(step, 'total'), out),
    );
    this.stage.pass(ADD_PAUSE_MS);
    return null;
  }

  private onController(
    change: (
      controller: Parameters<typeof createTopic>[0],
      out: Parameters<typeof createTopic>[2],
    ) => void,
  ): void {
    this.stage.apply((world, out) => {
      const node = controllerNode(world);
      out.node = node;
      change(node.state, out);
      rearm(world, node);
    });
  }

  private deleteRecords(step: Step): () => boolean {
    const tp = partition(step, text(step, 'partition'));
    const before = number(step, 'before');
    this.stage.apply((world, out) => deleteRecordsBefore(world, out, [{ tp, offset: before }]));
    return () => (leaderReplicaOf(this.stage.world, tp)?.log.logStartOffset ?? 0) >= before;
  }

  private produce(step: Step): () => boolean {
    const tp = partition(step, text(step, 'partition'));
    const known = partitionsOf(this.stage.world, tp.topic).some((known) => known.key === tp.key);
    if (!known) throw new MalformedStory(`${step.where}: there is no ${tp.key}`);
    this.recorder.produce(tp, number(step, 'count'));
    return () => this.recorder.done;
  }

  private produceInBackground(step: Step): null {
    const { recorder } = this;
    recorder.startBackground(text(step, 'topic'), number(step, 'everyMs'), number(step, 'forMs'));
    return null;
  }

  private killBroker(step: Step): null {
    const why = text(step, 'why');
    const group = /^coordinator of (.+)$/.exec(why)?.[1];
    if (group === undefined) throw new MalformedStory(`${step.where}: ${why} is not understood`);
    this.kill(coordinatorOf(this.stage.world, group), why);
    return null;
  }

  /** SIGKILL of a broker. */
  private kill(broker: number, why: string): void {
    this.stage.apply((world, out) => {
      const node = brokerNode(world, broker);
      if (node !== undefined) crash(world, node, out);
    });
    this.stage.history.add('broker', 'killed', { why });
  }

  private restartBroker(): null {
    this.stage.pass(BROKER_START_MS);
    this.stage.apply((world, out) => {
      for (const node of world.nodes) {
        if (node.kind === 'broker' && node.status === 'crashed') start(world, node, out);
      }
    });
    return null;
  }
}
