import type { ApiName, Apis } from '../../src/protocol/messages.js';
import { scenario } from '../../src/scenario/build.js';
import { worldSpec } from '../../src/scenario/run/world-spec.js';
import { type Choices, DULL, recordedChoices } from '../../src/sim/choices.js';
import type { Dispatch } from '../../src/sim/dispatch.js';
import { type Driver, runUntil } from '../../src/sim/driver.js';
import { addLinkFault, addMessageFault } from '../../src/sim/network-faults.js';
import type { LinkEffect, MessageEffect, MessageFilter } from '../../src/sim/network-state.js';
import { FastDriver } from '../../src/sim/run-fast.js';
import { RecordedDriver } from '../../src/sim/run-recorded.js';
import { makeTrace } from '../../src/sim/trace.js';
import { makeWorld, nodeNamed, type World } from '../../src/sim/world.js';
import type { Mode } from './broker-bench.js';

/**
 * Two brokers and two clients that do nothing by themselves: the test sends their messages, each way takes 10 ms, and
 * looks at what arrives when. Brokers answer Metadata and Heartbeat at once.
 */
export class NetworkBench {
  readonly driver: Driver;
  readonly trace = makeTrace(true);
  private nextId = 1;

  constructor(mode: Mode, choices: readonly (readonly [label: string, outcome: number])[] = []) {
    const client = { group: 'billing', subscribe: ['orders'] };
    const file = scenario({
      summary: 'two brokers, two clients',
      cluster: { brokers: 2, latency: '10ms', 'default.replication.factor': 1 },
      topics: { orders: { partitions: 1 } },
      consumers: { c1: client, c2: client },
      steps: [{ after: '1s' }],
    });
    const spec = { ...worldSpec(file), offsetsTopicReplicationFactor: 1 };
    const world = makeWorld(spec);
    const source = choicesOf(choices);
    this.driver =
      mode === 'fast'
        ? new FastDriver(world, source, this.trace)
        : new RecordedDriver(world, source, this.trace);
  }

  number(name: string): number {
    return nodeNamed(this.driver.world, name)?.number ?? -1;
  }

  apply<T>(change: (world: World, out: Dispatch) => T): T {
    let result: T | undefined;
    this.driver.apply((world, out) => {
      result = change(world, out);
    });
    return result as T; // apply has called it
  }

  /** Sends a request, now. Its id names it and its answer in `log`. */
  send(from: string, to: string, api: 'Metadata' | 'Heartbeat' = 'Metadata'): number {
    const id = this.nextId++;
    this.apply((world, out) => {
      out.node = nodeNamed(world, from) ?? out.node;
      out.request(this.number(to), api, 0, id, BODIES[api]);
    });
    return id;
  }

  link(from: readonly string[], to: readonly string[], effect: LinkEffect): number {
    const numbers = (names: readonly string[]) => names.map((n) => this.number(n));
    return this.apply((world, out) => addLinkFault(world, numbers(from), numbers(to), effect, out));
  }

  message(
    effect: MessageEffect,
    of: { clients?: readonly string[]; brokers?: readonly string[]; api?: ApiName } = {},
    skip = 0,
    times: number | null = 1,
  ): number {
    const filter: MessageFilter = {
      clients: of.clients?.map((n) => this.number(n)) ?? null,
      brokers: of.brokers?.map((n) => this.number(n)) ?? null,
      api: of.api ?? null,
    };
    return this.apply((world) => addMessageFault(world, filter, effect, skip, times));
  }

  /** Lets time go on. */
  run(ms: number): this {
    runUntil(this.driver, this.driver.world.now + ms);
    return this;
  }

  /** What has arrived, in order: `at from>to kind#id`; the end of a connection has no id. */
  log(): string[] {
    return (this.trace.messages ?? [])
      .filter(({ envelope }) => envelope.api !== 'UpdateMetadata')
      .map(({ at, envelope }) => {
        const { kind, from, to, correlationId } = envelope;
        const name = (n: number) => this.driver.world.nodes[n]?.name ?? '?';
        const what = kind === 'disconnect' ? 'closed' : `${kind}#${correlationId}`;
        return `${at} ${name(from)}>${name(to)} ${what}`;
      });
  }
}

const BODIES: { [A in 'Metadata' | 'Heartbeat']: Apis[A][0] } = {
  Metadata: { topics: null },
  Heartbeat: { groupId: 'billing', generationId: 1, memberId: 'm', groupInstanceId: null },
};

function choicesOf(outcomes: readonly (readonly [label: string, outcome: number])[]): Choices {
  if (outcomes.length === 0) return DULL;
  const seen = new Map<string, number>();
  return recordedChoices(
    outcomes.map(([label, outcome]) => {
      const occurrence = seen.get(label) ?? 0;
      seen.set(label, occurrence + 1);
      return { label, occurrence, outcome };
    }),
  );
}
