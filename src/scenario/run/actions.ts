import type { Call } from '../../client/consumer/calls.js';
import { produceRecords, stopProducer } from '../../client/producer/step.js';
import { addPartitions, createTopic, deleteTopic } from '../../controller/topics.js';
import { ownTime } from '../../sim/clock.js';
import type { Dispatch } from '../../sim/dispatch.js';
import { enqueueCall, start } from '../../sim/faults.js';
import { rearm } from '../../sim/wakeups.js';
import {
  consumerNamed,
  controllerNode,
  nodeNamed,
  producerNamed,
  type SimNode,
  type World,
} from '../../sim/world.js';
import type { Subscription } from '../model.js';
import type { FaultAction } from '../model-faults.js';
import type { DoAction, OperatorAction } from '../model-steps.js';
import { askController } from './controller-tools.js';
import { strike } from './faults.js';
import { operate } from './operate.js';
import { type FaultOutcome, NOTHING_LEFT } from './targets.js';
import { newTopic, STEP_PRODUCER } from './world-spec.js';

/** Anything a step does to the world, judging apart. */
export type WorldAction = DoAction | OperatorAction | FaultAction;

/** Performs one action at this instant. */
export function perform(world: World, action: WorldAction, out: Dispatch): FaultOutcome {
  switch (action.kind) {
    case 'start':
      for (const name of action.names) start(world, mustBe(world, name), out);
      return NOTHING_LEFT;
    case 'stop':
      for (const name of action.producers) stop(world, name);
      return NOTHING_LEFT;
    case 'produce':
      produce(world, action, out);
      return NOTHING_LEFT;
    case 'create-topic':
    case 'delete-topic':
    case 'add-partitions':
      changeTopics(world, action, out);
      return NOTHING_LEFT;
    case 'delete-records':
    case 'reset-offsets':
    case 'alter-offsets':
    case 'delete-offsets':
    case 'delete-group':
    case 'remove-member':
      operate(world, action, out);
      return NOTHING_LEFT;
    case 'close':
    case 'subscribe':
    case 'unsubscribe':
    case 'enforce-rebalance':
    case 'seek':
    case 'seek-to-beginning':
    case 'seek-to-end':
    case 'pause':
    case 'resume': {
      const node = consumerNamed(world, action.consumer);
      if (node === undefined) return NOTHING_LEFT;
      for (const call of callsOf(world, action)) enqueueCall(world, node, call);
      return NOTHING_LEFT;
    }
    default:
      return strike(world, action, out);
  }
}

/** True if the action starts a consumer whose close() is still under way. */
export function startsClosing(world: World, action: WorldAction): boolean {
  const names =
    action.kind === 'start'
      ? action.names
      : action.kind === 'restart'
        ? action.targets.map((t) => (t.kind === 'consumer' ? t.name : ''))
        : [];
  return names.some((name) => {
    const node = consumerNamed(world, name);
    if (node?.status !== 'running' || node.process === null) return false;
    const { phase, queue } = node.process.app;
    return phase === 'closing' || queue.some((call) => call.kind === 'close');
  });
}

/** True if only a controller that runs can do it. */
export function asksController(action: WorldAction): boolean {
  switch (action.kind) {
    case 'create-topic':
    case 'delete-topic':
    case 'add-partitions':
    case 'elect-leader':
    case 'reassign':
    case 'move-coordinator':
      return true;
    default:
      return false;
  }
}

/** The parser has seen to it that the name is one of the scenario's. */
function mustBe(world: World, name: string): SimNode {
  return nodeNamed(world, name) as SimNode;
}

function stop(world: World, name: string): void {
  const producer = producerNamed(world, name);
  if (producer?.process != null) stopProducer(producer.process);
}

function produce(
  world: World,
  action: Extract<DoAction, { kind: 'produce' }>,
  out: Dispatch,
): void {
  const node = producerNamed(world, STEP_PRODUCER);
  if (node === undefined) return;
  start(world, node, out);
  if (node.process === null) return;
  out.node = node;
  const records = Array.from({ length: action.count }, () => action.record);
  produceRecords(node.process, action.topic, records, ownTime(node, world.now), out);
  rearm(world, node);
}

function changeTopics(
  world: World,
  action: Extract<OperatorAction, { kind: 'create-topic' | 'delete-topic' | 'add-partitions' }>,
  out: Dispatch,
): void {
  const { state } = controllerNode(world);
  switch (action.kind) {
    case 'create-topic':
      askController(world, out, { action: 'create topic', subject: action.topic.name }, () =>
        createTopic(state, newTopic(action.topic), out),
      );
      return;
    case 'delete-topic':
      askController(world, out, { action: 'delete topic', subject: action.topic }, () =>
        deleteTopic(state, action.topic, out),
      );
      return;
    case 'add-partitions':
      askController(world, out, { action: 'add partitions', subject: action.topic }, () =>
        addPartitions(state, action.topic, action.partitions, out),
      );
  }
}

type ClientAction = Exclude<DoAction, { kind: 'start' | 'stop' | 'produce' }>;

/** The calls that an application makes for a step. */
function callsOf(world: World, action: ClientAction): Call[] {
  switch (action.kind) {
    case 'close':
      return [{ kind: 'close', option: action.option }];
    case 'subscribe':
      return subscribeCalls(action.to);
    case 'unsubscribe':
      return [{ kind: 'unsubscribe' }];
    case 'enforce-rebalance':
      return [{ kind: 'enforceRebalance' }];
    case 'seek':
      return action.to.map(({ tp, offset }) => ({ kind: 'seek', tp, offset }));
    case 'seek-to-beginning':
      return [{ kind: 'seekToBeginning', partitions: action.partitions ?? [] }];
    case 'seek-to-end':
      return [{ kind: 'seekToEnd', partitions: action.partitions ?? [] }];
    case 'pause':
    case 'resume': {
      const consumer = consumerNamed(world, action.consumer)?.process?.consumer;
      const all = [...(consumer?.partitions.values() ?? [])].map((p) => p.tp);
      return [{ kind: action.kind, partitions: action.partitions ?? all }];
    }
  }
}

function subscribeCalls(to: Subscription): Call[] {
  switch (to.kind) {
    case 'topics':
      return [{ kind: 'subscribe', topics: to.topics }];
    case 'pattern':
      return [{ kind: 'subscribe-pattern', pattern: to.pattern }];
    case 'partitions':
      return [{ kind: 'assign', partitions: to.partitions }];
    case 'none':
      return [];
  }
}
