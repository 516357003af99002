import type { Driver } from '../../sim/driver.js';
import { start, thaw } from '../../sim/faults.js';
import { endMessageFaults, heal } from '../../sim/network-faults.js';
import { controllerNode, type SimNode, type World } from '../../sim/world.js';
import type { ChaosFault } from '../fault-words.js';
import type { ChaosAction, FaultAction } from '../model-faults.js';
import { type ChaosTarget, candidates, chaosFault } from './chaos-faults.js';
import { strike } from './faults.js';
import type { Pace } from './pace.js';
import type { Scheduled } from './targets.js';

/** Times of chaos are drawn in steps of this: a story with round numbers reads and shrinks better. */
const GRAIN_MS = 100;

/**
 * Random faults, one after the other, drawn from the choices of the run: which, whom, how long. Outcome 0 of the first
 * draw is that nothing happens, so a dull run has no fault.
 */
export class Chaos {
  readonly endsAt: number;
  /** When the next fault strikes. */
  nextAt: number;
  /** Faults so far. */
  struck = 0;
  private readonly weights: ReadonlyMap<ChaosFault, number>;
  /** Faults of single messages that still wait for one. */
  private readonly waiting: number[] = [];
  /** What it took down: by node, until when. */
  private readonly down = new Map<string, number>();

  constructor(
    private readonly action: ChaosAction,
    private readonly driver: Driver,
    private readonly pace: Pace,
  ) {
    const { now } = driver.world;
    this.endsAt = now + action.forMs;
    this.weights = action.swarm ? this.drawSwarm() : action.weights;
    this.nextAt = now + this.drawMs('chaos every', action.every);
  }

  isOver(): boolean {
    return this.driver.world.now >= this.endsAt;
  }

  /** Each kind of fault is in this run, or is not (swarm testing). */
  private drawSwarm(): Map<ChaosFault, number> {
    return new Map(
      [...this.action.weights].filter(([fault]) => this.choose(`chaos has ${fault}`, 2) === 1),
    );
  }

  private choose(label: string, n: number): number {
    let outcome = 0;
    this.driver.apply((_, out) => {
      outcome = out.choose(label, n);
    });
    return outcome;
  }

  private drawMs(label: string, { minMs, maxMs }: { minMs: number; maxMs: number }): number {
    const steps = Math.floor((maxMs - minMs) / GRAIN_MS);
    return minMs + GRAIN_MS * this.choose(label, steps + 1);
  }

  /** The next fault, and when the one after it comes. */
  strike(): void {
    const { now } = this.driver.world;
    this.nextAt = now + this.drawMs('chaos every', this.action.every);
    const kind = this.drawKind();
    if (kind === undefined) return;
    const brokersMay = this.brokersDown() < this.action.brokersDown;
    const targets = candidates(this.driver.world, kind, brokersMay);
    if (targets.length === 0) return;
    const target = targets[this.choose(`chaos ${kind}`, targets.length)] as ChaosTarget; // n = length
    const lastingMs = this.drawMs(`chaos ${kind} lasting`, this.action.lasting);
    this.struck += 1;
    this.perform(kind, target, lastingMs);
  }

  private drawKind(): ChaosFault | undefined {
    const total = [...this.weights.values()].reduce((sum, weight) => sum + weight, 0);
    // Half of the outcomes are that nothing happens, when each kind weighs one.
    let left = this.choose('chaos fault', total + 1) - 1;
    if (left < 0) return undefined;
    for (const [fault, weight] of this.weights) {
      if (left < weight) return fault;
      left -= weight;
    }
    return undefined;
  }

  private brokersDown(): number {
    const { now } = this.driver.world;
    let count = 0;
    for (const [name, until] of this.down)
      if (name.startsWith('broker-') && until > now) count += 1;
    return count;
  }

  private perform(kind: ChaosFault, target: ChaosTarget, lastingMs: number): void {
    const fault: FaultAction = chaosFault(kind, target, lastingMs, this.action.lose);
    this.driver.apply((world, out) => {
      const until = world.now + lastingMs;
      const { scheduled, faults } = strike(world, fault, out);
      this.pace.scheduled.push(...scheduled);
      if (fault.kind !== 'cut' && fault.kind !== 'isolate') this.waiting.push(...faults);
      if (fault.kind === 'crash' || fault.kind === 'shut-down') {
        const stops = scheduled[0]?.at ?? world.now;
        this.pace.scheduled.push({ kind: 'restart', node: target.name, at: stops + lastingMs });
      }
      if (target.isBroker) this.down.set(target.name, until + this.settleMs(world));
    });
  }

  /** After its return a broker is not counted on at once: it has to catch up first. */
  private settleMs(world: World): number {
    return controllerNode(world).state.config.brokerSessionTimeoutMs;
  }

  /** The quiet phase: nothing is broken any more. */
  end(): void {
    // A broker that is on its way down stops first.
    this.pace.scheduled = this.pace.scheduled.flatMap((s): Scheduled[] =>
      s.kind === 'stop' ? [s, { kind: 'restart', node: s.node, at: s.at + 1 }] : [],
    );
    this.driver.apply((world, out) => {
      heal(world, null, out);
      endMessageFaults(world, this.waiting);
      for (const node of world.nodes) mend(world, node, this.down, out);
    });
  }
}

function mend(
  world: World,
  node: SimNode,
  down: ReadonlyMap<string, number>,
  out: Parameters<typeof start>[2],
): void {
  if (node.status === 'frozen') thaw(world, node, out);
  const wasOurs = node.kind === 'broker' || node.kind === 'controller' || down.has(node.name);
  if (node.status === 'crashed' || (wasOurs && node.status === 'ended')) start(world, node, out);
}
