import { describe, expect, it } from 'vitest';
import {
  brokerHeard,
  brokerSilent,
  controllerStarted,
  controllerTimer,
} from '../../src/controller/brokers.js';
import { type ControllerState, makeController } from '../../src/controller/state.js';
import type { Fact } from '../../src/protocol/facts.js';
import type { Out } from '../../src/protocol/out.js';
import { nextDeadline } from '../../src/util/timers.js';
import { ControllerBench } from '../support/controller-bench.js';

/* Sessions and registrations of brokers (Kafka: ClusterControlManager, BrokerHeartbeatManager). */

/** A controller of one broker, and what it tells. */
function oneBroker(): { controller: ControllerState; out: Out; facts: Fact['type'][] } {
  const facts: Fact['type'][] = [];
  const out: Out = {
    request: () => undefined,
    respond: () => undefined,
    close: () => undefined,
    note: (fact) => facts.push(fact.type),
    choose: () => 0,
    hangUp: () => undefined,
    refuses: () => false,
    newMemberId: (prefix) => prefix,
  };
  return { controller: makeController([{ nodeId: 1, rack: null }]), out, facts };
}

const crashed = { incarnation: 1, cleanShutdown: false };

/** Fires what is due, and says when that was. */
function next(controller: ControllerState, out: Out): number {
  const at = nextDeadline(controller.timers) ?? -1;
  controllerTimer(controller, at, out);
  return at;
}

describe('a broker that is not heard', () => {
  it('is fenced one session after its last heartbeat, which came a multiple of the interval ago', () => {
    const { controller, out, facts } = oneBroker();
    brokerSilent(controller, 5_000, 1); // heartbeats at 0, 2,000 and 4,000
    expect(next(controller, out)).toBe(13_000);
    expect(facts).toEqual(['broker fenced']);
  });

  it('is not fenced if the same process is heard in time', () => {
    const { controller, out, facts } = oneBroker();
    brokerSilent(controller, 5_000, 1);
    brokerHeard(controller, 12_999, 1, { incarnation: 0, cleanShutdown: true }, out);
    expect(nextDeadline(controller.timers)).toBeUndefined();
    expect(facts).toEqual([]);
  });
});

describe('another process of the same broker', () => {
  it('is refused while the session of the old one lasts, and taken at its next try after that', () => {
    const { controller, out, facts } = oneBroker();
    brokerSilent(controller, 5_000, 1);
    brokerHeard(controller, 8_000, 1, crashed, out); // DUPLICATE_BROKER_REGISTRATION
    expect(controller.brokers.get(1)).toMatchObject({ incarnation: 0, fenced: false });
    expect(next(controller, out)).toBe(13_000);
    // It tries 100, 300, 700, 1,500, 3,100 and 6,300 ms after the first time.
    expect(next(controller, out)).toBe(14_300);
    expect(controller.brokers.get(1)).toMatchObject({ incarnation: 1, fenced: false });
    expect(facts).toEqual(['broker fenced', 'broker unfenced']);
  });

  it('is taken at once when the old one is fenced', () => {
    const { controller, out } = oneBroker();
    brokerSilent(controller, 5_000, 1);
    next(controller, out);
    brokerHeard(controller, 20_000, 1, crashed, out);
    expect(controller.brokers.get(1)).toMatchObject({ incarnation: 1, fenced: false });
  });

  it('is forgotten if it dies before it is taken', () => {
    const { controller, out } = oneBroker();
    brokerSilent(controller, 5_000, 1);
    brokerHeard(controller, 8_000, 1, crashed, out);
    brokerSilent(controller, 9_000, 1);
    expect(next(controller, out)).toBe(13_000);
    expect(nextDeadline(controller.timers)).toBeUndefined();
  });
});

describe('a controlled shutdown, and a kill', () => {
  const bench = (replicationFactor = 3) => {
    const b = new ControllerBench(3, { autoLeaderRebalanceEnable: false });
    b.topic('orders', 1, replicationFactor);
    return b;
  };

  it('a kill: the dead leader leads, and is in sync, until its session is over', () => {
    const b = bench();
    b.now = 3_000; // its last heartbeat was at 2,000
    brokerSilent(b.controller, b.now, 1);
    expect(b.partition()).toMatchObject({ leaderId: 1, isrNodes: [1, 2, 3] });
    expect(b.fire()).toBe(11_000);
    expect(b.partition()).toMatchObject({ leaderId: 2, leaderEpoch: 1, isrNodes: [2, 3] });
    expect(b.controller.image.isAlive(1)).toBe(false);
  });

  it('a controlled shutdown: others lead at once, cleanly, and the broker is not fenced before its end', () => {
    const b = bench();
    b.shutDown(1);
    expect(b.partition()).toMatchObject({ leaderId: 2, leaderEpoch: 1, isrNodes: [2, 3] });
    expect([b.controller.image.isAlive(1), b.controller.image.mayBeInSync(1)]).toEqual([
      true,
      false,
    ]);
    b.endShutDown(1);
    expect(b.controller.image.isAlive(1)).toBe(false);
    expect(b.facts.filter((f) => f.type === 'broker fenced')).toEqual([
      { type: 'broker fenced', broker: 1, reason: 'shut down' },
    ]);
  });

  it('a follower that shuts down leaves the ISR, without an election', () => {
    const b = bench();
    b.shutDown(3);
    expect(b.partition()).toMatchObject({ leaderId: 1, leaderEpoch: 0, isrNodes: [1, 2] });
  });

  it('a broker that is leaving is elected by nobody, whoever else dies', () => {
    const b = bench(2);
    b.shutDown(2);
    b.fence(1);
    expect(b.partition()).toMatchObject({ leaderId: -1, leaderEpoch: 1 });
  });

  it('the shutdown of the only broker in sync leaves nobody to lead; its return is clean', () => {
    const b = bench(1);
    b.shutDown(1);
    expect(b.partition()).toMatchObject({ leaderId: -1, leaderEpoch: 1, isrNodes: [] });
    expect(b.partition().eligibleLeaderReplicas).toEqual([1]); // KIP-966
    b.endShutDown(1);
    b.unfence(1, 'clean');
    expect(b.partition()).toMatchObject({ leaderId: 1, leaderEpoch: 2, isrNodes: [1] });
    expect(b.facts.at(-2)).toMatchObject({ type: 'leader elected', leader: 1, clean: true });
  });

  it('a second order to shut down, or one to a fenced broker, changes nothing', () => {
    const b = bench();
    b.shutDown(1);
    const { image } = b.controller;
    b.shutDown(1);
    b.fence(3);
    const { version } = b.controller.image;
    b.shutDown(3);
    expect([image.version < version, b.controller.image.version]).toEqual([true, version]);
  });
});

describe('a new controller', () => {
  it('knows of no heartbeat: who is silent has a whole session again', () => {
    const { controller, out } = oneBroker();
    brokerSilent(controller, 5_000, 1); // its session would end at 13,000
    controllerStarted(controller, 12_000);
    expect(next(controller, out)).toBe(21_000);
    expect(controller.brokers.get(1)?.fenced).toBe(true);
  });

  it('refuses a process that took the place of another meanwhile for one session, then takes it', () => {
    const { controller, out, facts } = oneBroker();
    // The old process died, and the new one began, while there was no controller to tell.
    brokerHeard(controller, 43_000, 1, crashed, out);
    controllerStarted(controller, 43_000);
    expect(controller.brokers.get(1)).toMatchObject({ incarnation: 0, fenced: false });
    expect(next(controller, out)).toBe(52_000);
    // It tries 6,300 and 12,700 ms after the first time.
    expect(next(controller, out)).toBe(55_700);
    expect(controller.brokers.get(1)).toMatchObject({ incarnation: 1, fenced: false });
    expect(facts).toEqual(['broker fenced', 'broker unfenced']);
  });

  it('takes the last of several processes that came and went meanwhile', () => {
    const { controller, out } = oneBroker();
    brokerSilent(controller, 5_000, 1);
    brokerHeard(controller, 8_000, 1, crashed, out);
    const last = { incarnation: 2, cleanShutdown: false };
    brokerHeard(controller, 20_000, 1, last, out);
    controllerStarted(controller, 20_000);
    expect([next(controller, out), next(controller, out)]).toEqual([29_000, 32_700]);
    expect(controller.brokers.get(1)).toMatchObject({ incarnation: 2, fenced: false });
  });
});
