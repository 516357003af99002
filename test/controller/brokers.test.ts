import { describe, expect, it } from 'vitest';
import { brokerHeard, brokerSilent, controllerTimer } from '../../src/controller/brokers.js';
import { type ControllerState, makeController } from '../../src/controller/state.js';
import type { Fact } from '../../src/protocol/facts.js';
import type { Out } from '../../src/protocol/out.js';
import { nextDeadline } from '../../src/util/timers.js';

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
