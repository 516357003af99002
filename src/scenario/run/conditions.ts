import { producerIsDone } from '../../client/producer/state.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { Driver } from '../../sim/driver.js';
import {
  committedIn,
  coordinatorOf,
  groupStanding,
  leaderOf,
  logEndOf,
} from '../../sim/observe.js';
import { consumerNamed, nodeNamed, producerNamed, type World } from '../../sim/world.js';
import type { Condition, PointCondition, ProcessState } from '../model-conditions.js';
import { isCaughtUp } from './caught-up.js';
import { hasAll, type Observed } from './observed.js';
import { PointWatch } from './points.js';

/** See `caughtUp`. */
const ASK_AGAIN_MS = 10;

/** A condition that a step waits for, and what has to be watched for it. */
export class Waiting {
  private readonly points = new Map<PointCondition, PointWatch>();
  /** By group: when it was asked last, and how long the trace was then. */
  private readonly caughtUpAsked = new Map<string, { facts: number; at: number }>();

  constructor(
    private readonly condition: Condition,
    private readonly driver: Driver,
    private readonly observed: Observed,
  ) {
    this.watch(condition);
  }

  private watch(condition: Condition): void {
    if (condition.kind === 'and') for (const part of condition.all) this.watch(part);
    if (condition.kind !== 'point') return;
    const node = nodeNamed(this.driver.world, condition.client);
    const watch = new PointWatch(
      condition,
      node?.number ?? -1,
      node?.clientId ?? condition.client,
      this.driver.trace,
    );
    this.points.set(condition, watch);
  }

  /** True if the condition holds now. */
  holds(): boolean {
    this.observed.update(this.driver.trace);
    return this.evaluate(this.condition);
  }

  /** Messages that must wait until the step has acted. */
  held(): PointWatch['held'][] {
    return [...this.points.values()].map((p) => p.held).filter((e) => e !== null);
  }

  /**
   * Whether the group has read everything: the dearest of all questions, so it is asked again only when the trace has
   * told something new, or some time has passed (the high watermark moves without a fact).
   */
  private caughtUp(group: string): boolean {
    const { world, trace } = this.driver;
    const asked = this.caughtUpAsked.get(group);
    if (asked?.facts === trace.facts.length && world.now < asked.at + ASK_AGAIN_MS) return false;
    this.caughtUpAsked.set(group, { facts: trace.facts.length, at: world.now });
    return isCaughtUp(world, group, this.observed);
  }

  private evaluate(c: Condition): boolean {
    const { world, trace } = this.driver;
    switch (c.kind) {
      case 'and':
        return c.all.every((part) => this.evaluate(part));
      case 'point':
        return this.points.get(c)?.reached(trace) ?? false;
      case 'processed':
      case 'received': {
        const { tp, from, to } = c.records;
        return hasAll(this.observed.of(c.consumer)[c.kind], tp.key, from, to);
      }
      case 'processed count':
        return this.observed.of(c.consumer).processedCount >= c.count;
      case 'received count':
        return this.observed.of(c.consumer).receivedCount >= c.count;
      case 'failed': {
        const { exceptions } = this.observed.of(c.consumer);
        return c.exception === null ? exceptions.length > 0 : exceptions.includes(c.exception);
      }
      case 'session expired':
        return this.observed.of(c.consumer).sessionExpired;
      case 'joined':
        return this.observed.of(c.consumer).joined;
      case 'caught up':
        return this.caughtUp(c.group);
      default:
        return holdsInWorld(world, c);
    }
  }
}

type WorldCondition = Exclude<
  Condition,
  {
    kind:
      | 'and'
      | 'point'
      | 'processed'
      | 'received'
      | 'processed count'
      | 'received count'
      | 'failed'
      | 'session expired'
      | 'joined'
      | 'caught up';
  }
>;

/** Conditions on this instant alone. */
function holdsInWorld(world: World, c: WorldCondition): boolean {
  switch (c.kind) {
    case 'owns':
      return sameKeys(ownedBy(world, c.consumer), c.partitions);
    case 'owns count':
      return ownedBy(world, c.consumer).length === c.count;
    case 'group state':
      return (groupStanding(world, c.group)?.state ?? 'Dead') === c.state;
    case 'member count':
      return (groupStanding(world, c.group)?.members.size ?? 0) === c.count;
    case 'generation': {
      const generation = groupStanding(world, c.group)?.generationId ?? -1;
      return c.atLeast ? generation >= c.generation : generation === c.generation;
    }
    case 'committed': {
      const committed = committedIn(world, c.group);
      return committed.some((o) => o.tp.key === c.tp.key && o.offset >= c.offset);
    }
    case 'record count':
      return (logEndOf(world, c.tp) ?? 0) >= c.count;
    case 'producer done': {
      const producer = producerNamed(world, c.producer)?.process;
      return producer != null && producerIsDone(producer);
    }
    case 'process':
      return processState(world, c.name) === c.state;
    case 'leader is':
      return leaderOf(world, c.tp) === c.broker;
    case 'coordinator is':
      return coordinatorOf(world, c.group) === c.broker;
  }
}

/** What a consumer's client has assigned now; nothing if its process is gone. */
export function ownedBy(world: World, consumer: string): TopicPartition[] {
  const node = consumerNamed(world, consumer);
  if (node?.process == null || (node.status !== 'running' && node.status !== 'frozen')) return [];
  return [...node.process.consumer.partitions.values()].map((p) => p.tp);
}

export function sameKeys(a: readonly TopicPartition[], b: readonly TopicPartition[]): boolean {
  const keys = new Set(a.map((tp) => tp.key));
  return a.length === b.length && b.every((tp) => keys.has(tp.key));
}

function processState(world: World, name: string): ProcessState | 'not started' {
  const node = nodeNamed(world, name);
  switch (node?.status) {
    case 'running':
      return 'running';
    case 'frozen':
      return 'frozen';
    case 'crashed':
      return 'crashed';
    case 'ended':
      return 'closed';
    default:
      return 'not started';
  }
}
