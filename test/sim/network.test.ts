import { describe, expect, it } from 'vitest';
import { closeBetween, endMessageFaults, heal, release } from '../../src/sim/network-faults.js';
import type { Mode } from '../support/broker-bench.js';
import { NetworkBench } from '../support/network-bench.js';

/*
 * Each fault of links by itself. A message takes 10 ms; `log` says what arrived when. Connections are TCP: what cannot
 * pass waits, what is lost takes its connection with it, and nothing overtakes anything on one connection.
 */

const EVERYBODY = { clients: null, brokers: null, api: null };
const slow = (minMs: number, maxMs = minMs, tailPercent = 0, tailMs = 0) =>
  ({ kind: 'slow', minMs, maxMs, tailPercent, tailMs }) as const;

describe.each<Mode>(['fast', 'recorded'])('a link without faults, %s', (mode) => {
  it('delivers a request and its answer after 10 ms each', () => {
    const n = new NetworkBench(mode);
    n.send('c1', 'broker-1');
    expect(n.run(100).log()).toEqual(['10 c1>broker-1 request#1', '20 broker-1>c1 response#1']);
  });
});

describe.each<Mode>(['fast', 'recorded'])('a cut, %s', (mode) => {
  it('one way: the request waits for the heal, and takes its time from then on', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], { kind: 'cut' });
    n.send('c1', 'broker-1');
    n.run(500);
    expect(n.log()).toEqual([]);
    n.apply((world, out) => heal(world, null, out));
    expect(n.run(100).log()).toEqual(['510 c1>broker-1 request#1', '520 broker-1>c1 response#1']);
  });

  it('the other way: the request has its effect, the answer waits', () => {
    const n = new NetworkBench(mode);
    n.link(['broker-1'], ['c1'], { kind: 'cut' });
    n.send('c1', 'broker-1');
    n.run(500);
    expect(n.log()).toEqual(['10 c1>broker-1 request#1']);
    n.apply((world, out) => heal(world, null, out));
    expect(n.run(100).log()).toEqual(['10 c1>broker-1 request#1', '510 broker-1>c1 response#1']);
  });

  it('is of these nodes alone', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], { kind: 'cut' });
    n.send('c2', 'broker-1');
    n.send('c1', 'broker-2');
    expect(n.run(15).log()).toEqual(['10 c2>broker-1 request#1', '10 c1>broker-2 request#2']);
  });

  it('lets what is already on its way arrive', () => {
    const n = new NetworkBench(mode);
    n.send('c1', 'broker-1');
    n.run(5).link(['c1'], ['broker-1'], { kind: 'cut' });
    expect(n.run(100).log()).toHaveLength(2);
  });

  it('what waited arrives in order, and before what is sent after the heal', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], { kind: 'cut' });
    for (let i = 0; i < 3; i++) n.send('c1', 'broker-1');
    n.run(100).apply((world, out) => heal(world, null, out));
    n.send('c1', 'broker-1');
    const arrived = n.run(15).log();
    expect(arrived).toEqual([1, 2, 3, 4].map((id) => `110 c1>broker-1 request#${id}`));
  });

  it('heals by node, and by fault: the others stay cut', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], { kind: 'cut' });
    const second = n.link(['c2'], ['broker-1'], { kind: 'cut' });
    n.link(['c2'], ['broker-2'], { kind: 'cut' });
    n.send('c1', 'broker-1');
    n.send('c2', 'broker-1');
    n.send('c2', 'broker-2');
    n.apply((world, out) => heal(world, { nodes: [n.number('c1')] }, out));
    expect(n.run(15).log()).toEqual(['10 c1>broker-1 request#1']);
    n.apply((world, out) => heal(world, { ids: [second] }, out));
    expect(n.run(15).log().slice(-1)).toEqual(['25 c2>broker-1 request#2']);
    expect(n.apply((world, out) => heal(world, null, out))).toBe(1);
    expect(n.run(15).log().slice(-1)).toEqual(['40 c2>broker-2 request#3']);
    expect(n.driver.world.network.calm).toBe(true);
  });

  it('heals of some of its nodes: the rest of the fault stays, and is told', () => {
    const n = new NetworkBench(mode);
    const [from, to] = [
      ['c1', 'c2'],
      ['broker-1', 'broker-2'],
    ];
    const id = n.link(from, to, { kind: 'cut' });
    const healed = (...names: string[]) =>
      n.apply((world, out) => heal(world, { nodes: names.map((name) => n.number(name)) }, out));
    n.send('c1', 'broker-1');
    n.send('c2', 'broker-1');
    n.send('c2', 'broker-2');
    expect(healed('c1')).toBe(1);
    expect(n.run(15).log()).toEqual(['10 c1>broker-1 request#1']);
    expect(n.trace.facts.map(({ fact }) => fact).slice(-2)).toEqual([
      { type: 'link healed', effect: 'cut', from, to, detail: '' },
      { type: 'link fault', effect: 'cut', from: ['c2'], to, detail: '', still: true },
    ]);
    expect(healed('broker-2')).toBe(1);
    expect(n.run(15).log().slice(-1)).toEqual(['25 c2>broker-2 request#3']);
    expect(healed('c1', 'broker-2')).toBe(0); // nothing is left of them
    expect(n.apply((world, out) => heal(world, { ids: [id] }, out))).toBe(1); // it is the same fault
    expect(n.run(15).log().slice(-1)).toEqual(['40 c2>broker-1 request#2']);
    expect(n.driver.world.network.calm).toBe(true);
  });

  it('twice on one link: both must heal', () => {
    const n = new NetworkBench(mode);
    const [first, second] = [1, 2].map(() => n.link(['c1'], ['broker-1'], { kind: 'cut' }));
    n.send('c1', 'broker-1');
    n.apply((world, out) => heal(world, { ids: [first ?? 0] }, out));
    expect(n.run(50).log()).toEqual([]);
    n.apply((world, out) => heal(world, { ids: [second ?? 0] }, out));
    expect(n.run(10).log()).toEqual(['60 c1>broker-1 request#1']);
  });

  it('between a broker and the controller silences its heartbeats, whichever way: it is fenced', () => {
    for (const [from, to] of [
      ['broker-2', 'controller'],
      ['controller', 'broker-2'],
    ] as const) {
      const n = new NetworkBench(mode);
      n.run(3_000).link([from], [to], { kind: 'cut' });
      n.run(20_000);
      const fenced = n.trace.facts.filter((f) => f.fact.type === 'broker fenced');
      expect(fenced.map((f) => [f.at, f.fact])).toEqual([
        [11_000, { type: 'broker fenced', broker: 2, reason: 'session expired' }], // heard last at 2,000
      ]);
      n.apply((world, out) => heal(world, null, out));
      const unfenced = n.trace.facts.filter((f) => f.fact.type === 'broker unfenced');
      expect(unfenced.map((f) => f.fact)).toEqual([{ type: 'broker unfenced', broker: 2 }]);
    }
  });
});

describe.each<Mode>(['fast', 'recorded'])('a slow link, %s', (mode) => {
  it('takes so much longer, that way alone', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], slow(70));
    n.send('c1', 'broker-1');
    expect(n.run(200).log()).toEqual(['80 c1>broker-1 request#1', '90 broker-1>c1 response#1']);
  });

  it('draws each message anew: the least under the dull choices, what is chosen otherwise, and the tail', () => {
    const n = new NetworkBench(mode, [
      ['slow broker-1>c1', 5],
      ['slow c1>broker-1', 0],
      ['slow c1>broker-1', 40],
      ['tail c1>broker-1', 0],
      ['tail c1>broker-1', 98], // one of the two dullest of a hundred does not do
      ['tail c1>broker-1', 97],
    ]);
    n.link(['c1'], ['broker-1'], slow(20, 60, 2, 1_000));
    n.send('c1', 'broker-1'); // 10 + 20
    n.run(100).send('c1', 'broker-1'); // 10 + 20 + 40 + 1,000
    n.run(2_000).send('c1', 'broker-1'); // 10 + 20
    const requests = n
      .run(100)
      .log()
      .filter((line) => line.includes('request'));
    expect(requests).toEqual([
      '30 c1>broker-1 request#1',
      '1170 c1>broker-1 request#2',
      '2130 c1>broker-1 request#3',
    ]);
  });

  it('never lets one message overtake another on a connection', () => {
    const n = new NetworkBench(mode, [['slow c1>broker-1', 100]]);
    n.link(['c1'], ['broker-1'], slow(0, 100));
    n.send('c1', 'broker-1'); // 100 ms late
    n.run(1).send('c1', 'broker-1'); // not late by itself
    expect(n.run(200).log().slice(0, 2)).toEqual([
      '110 c1>broker-1 request#1',
      '110 c1>broker-1 request#2',
    ]);
  });

  it('lets what goes to the coordinator overtake what goes over the other connection of the two', () => {
    const n = new NetworkBench(mode, [['slow c1>broker-1', 100]]);
    n.link(['c1'], ['broker-1'], slow(0, 100));
    n.send('c1', 'broker-1', 'Metadata');
    n.run(1).send('c1', 'broker-1', 'Heartbeat');
    const requests = n
      .run(200)
      .log()
      .filter((line) => line.includes('request'));
    expect(requests).toEqual(['11 c1>broker-1 request#2', '110 c1>broker-1 request#1']);
  });

  it('begins with what is sent after it, and what it made late is late after its end too', () => {
    const n = new NetworkBench(mode);
    n.send('c1', 'broker-1');
    n.link(['c1'], ['broker-1'], slow(50));
    n.run(20).send('c1', 'broker-1');
    n.apply((world, out) => heal(world, null, out));
    n.send('c1', 'broker-1'); // not before the one that is on its way
    const requests = n
      .run(200)
      .log()
      .filter((line) => line.includes('request'));
    expect(requests).toEqual([
      '10 c1>broker-1 request#1',
      '80 c1>broker-1 request#2',
      '80 c1>broker-1 request#3',
    ]);
  });
});

describe.each<Mode>(['fast', 'recorded'])('a lossy link, %s', (mode) => {
  it('takes the connection with what it loses: both ends learn, and nothing was done', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], { kind: 'lossy', percent: 100 });
    n.send('c1', 'broker-1');
    expect(n.run(100).log().sort()).toEqual(['10 broker-1>c1 closed', '10 c1>broker-1 closed']);
  });

  it('loses so many of a hundred: the dullest outcomes are none', () => {
    const n = new NetworkBench(mode, [
      ['loss c1>broker-1', 0],
      ['loss c1>broker-1', 94],
      ['loss c1>broker-1', 95],
    ]);
    n.link(['c1'], ['broker-1'], { kind: 'lossy', percent: 5 });
    for (let i = 0; i < 3; i++) n.send('c1', 'broker-1');
    const log = n.run(100).log();
    expect(log.filter((line) => line.includes('request'))).toEqual([
      '10 c1>broker-1 request#1',
      '10 c1>broker-1 request#2',
    ]);
    expect(log).toContain('10 broker-1>c1 closed');
  });

  it('that way alone: a lost answer leaves the effect', () => {
    const n = new NetworkBench(mode);
    n.link(['broker-1'], ['c1'], { kind: 'lossy', percent: 100 });
    n.send('c1', 'broker-1');
    const log = n.run(100).log();
    expect(log).toContain('10 c1>broker-1 request#1');
    expect(log.filter((line) => line.includes('response'))).toEqual([]);
    expect(log).toContain('20 broker-1>c1 closed');
  });

  it('loses no metadata for good: a broker reads the log of the controller again', () => {
    const n = new NetworkBench(mode);
    const lossy = n.link(['controller'], ['broker-1'], { kind: 'lossy', percent: 100 });
    n.link(['broker-2'], ['controller'], { kind: 'cut' }); // the controller has something to tell
    n.run(20_000);
    const image = () => {
      const node = n.driver.world.nodes[n.number('broker-1')];
      return node?.kind === 'broker' ? node.state.image : undefined;
    };
    expect(image()?.isAlive(2)).toBe(true);
    n.apply((world, out) => heal(world, { ids: [lossy] }, out));
    n.run(1_000);
    expect(image()?.isAlive(2)).toBe(false);
  });

  it('makes metadata late by 20 ms for each time that it is lost', () => {
    const fencedAt = (...losses: number[]) => {
      const n = new NetworkBench(
        mode,
        losses.map((l) => ['loss controller>broker-1', l] as const),
      );
      n.link(['controller'], ['broker-1'], { kind: 'lossy', percent: 50 });
      n.link(['broker-2'], ['controller'], { kind: 'cut' });
      n.run(20_000);
      const told = n.trace.messages?.find(
        (m) => m.envelope.to === 1 && m.envelope.api === 'UpdateMetadata',
      );
      return told?.at;
    };
    expect(fencedAt()).toBe(9_010);
    expect(fencedAt(99, 99)).toBe(9_050);
  });
});

describe.each<Mode>(['fast', 'recorded'])('a duplicating link, %s', (mode) => {
  it('delivers a request twice, and so two answers; of answers it makes no more', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], { kind: 'duplicating', percent: 100 });
    n.link(['broker-1'], ['c1'], { kind: 'duplicating', percent: 100 });
    n.send('c1', 'broker-1');
    expect(n.run(100).log()).toEqual([
      '10 c1>broker-1 request#1',
      '10 c1>broker-1 request#1',
      '20 broker-1>c1 response#1',
      '20 broker-1>c1 response#1',
    ]);
  });

  it('does so in so many of a hundred cases', () => {
    const n = new NetworkBench(mode, [
      ['duplicate c1>broker-1', 89],
      ['duplicate c1>broker-1', 90],
    ]);
    n.link(['c1'], ['broker-1'], { kind: 'duplicating', percent: 10 });
    n.send('c1', 'broker-1');
    n.send('c1', 'broker-1');
    const requests = n.run(15).log();
    expect(requests.map((line) => line.slice(-2))).toEqual(['#1', '#2', '#2']);
  });
});

describe.each<Mode>(['fast', 'recorded'])('a connection that closes, %s', (mode) => {
  it('is closed for both ends, and is there again for the next request', () => {
    const n = new NetworkBench(mode);
    n.apply((world, out) => closeBetween(world, n.number('c1'), n.number('broker-1'), out));
    n.run(20).send('c1', 'broker-1');
    const log = n.run(100).log();
    expect(log.slice(0, 2).sort()).toEqual(['10 broker-1>c1 closed', '10 c1>broker-1 closed']);
    expect(log.slice(2)).toEqual(['30 c1>broker-1 request#1', '40 broker-1>c1 response#1']);
  });

  it('a new connection does not wait behind what is stuck on the old one', () => {
    const n = new NetworkBench(mode);
    n.link(['c1'], ['broker-1'], slow(5_000));
    n.send('c1', 'broker-1');
    n.apply((world, out) => heal(world, null, out));
    n.apply((world, out) => closeBetween(world, n.number('c1'), n.number('broker-1'), out));
    n.send('c1', 'broker-1');
    expect(n.run(15).log()).toContain('10 c1>broker-1 request#2');
  });
});

describe.each<Mode>(['fast', 'recorded'])('faults of single messages, %s', (mode) => {
  const requests = (n: NetworkBench) => n.log().filter((line) => line.includes('request'));

  it('lose-request: no effect, the connection closes; quietly: nobody learns of it', () => {
    const n = new NetworkBench(mode);
    n.message({ kind: 'lose', what: 'request', quietly: false });
    n.send('c1', 'broker-1');
    expect(n.run(100).log().sort()).toEqual(['10 broker-1>c1 closed', '10 c1>broker-1 closed']);
    const quiet = new NetworkBench(mode);
    quiet.message({ kind: 'lose', what: 'request', quietly: true });
    quiet.send('c1', 'broker-1');
    expect(quiet.run(100).log()).toEqual([]);
  });

  it('lose-reply: the effect, the connection closes when the answer would have left; quietly: nothing comes', () => {
    const n = new NetworkBench(mode);
    n.message({ kind: 'lose', what: 'reply', quietly: false });
    n.send('c1', 'broker-1');
    const [first, ...rest] = n.run(100).log();
    expect(first).toBe('10 c1>broker-1 request#1');
    expect(rest.sort()).toEqual(['20 broker-1>c1 closed', '20 c1>broker-1 closed']);
    const quiet = new NetworkBench(mode);
    quiet.message({ kind: 'lose', what: 'reply', quietly: true });
    quiet.send('c1', 'broker-1');
    expect(quiet.run(100).log()).toEqual(['10 c1>broker-1 request#1']);
  });

  it.each(['request', 'reply'] as const)(
    'delay-%s: later, and with it all that follows on the connection',
    (what) => {
      const n = new NetworkBench(mode);
      n.message({ kind: 'delay', what, ms: 300 });
      n.send('c1', 'broker-1');
      n.send('c1', 'broker-1');
      n.send('c1', 'broker-1', 'Heartbeat');
      const at = what === 'request' ? 310 : 320;
      const late = n
        .run(1_000)
        .log()
        .filter((l) => l.includes(what === 'request' ? 'request' : 'response'));
      expect(late.map((l) => [Number.parseInt(l, 10), l.slice(-2)])).toEqual([
        [at - 300, '#3'], // of the coordinator's connection
        [at, '#1'],
        [at, '#2'],
      ]);
    },
  );

  it('duplicate-request: it arrives twice, at once', () => {
    const n = new NetworkBench(mode);
    n.message({ kind: 'duplicate' });
    n.send('c1', 'broker-1');
    n.send('c1', 'broker-1');
    n.run(100);
    expect(requests(n).map((l) => l.slice(-2))).toEqual(['#1', '#1', '#2']);
  });

  it('fail: the broker answers the error without doing it; reply-with: after doing it', () => {
    for (const kind of ['fail', 'reply-with'] as const) {
      const n = new NetworkBench(mode);
      n.message({ kind, error: 'COORDINATOR_LOAD_IN_PROGRESS' }, { api: 'Heartbeat' });
      n.send('c1', 'broker-1', 'Heartbeat');
      n.run(100).send('c1', 'broker-1', 'Heartbeat');
      const errors = (n.run(100).trace.messages ?? [])
        .filter(({ envelope }) => envelope.kind === 'response')
        .map(({ envelope }) => (envelope.body as { errorCode: string }).errorCode);
      expect(errors[0]).toBe('COORDINATOR_LOAD_IN_PROGRESS');
      expect(errors[1]).not.toBe('COORDINATOR_LOAD_IN_PROGRESS');
      expect(n.log()).toHaveLength(4);
    }
  });

  it('strikes by api, client and broker, the n-th, so many times', () => {
    const lost = { kind: 'lose', what: 'request', quietly: true } as const;
    const n = new NetworkBench(mode);
    n.message(lost, { api: 'Heartbeat', clients: ['c1'], brokers: ['broker-1'] }, 1, 2);
    n.send('c1', 'broker-1', 'Metadata');
    n.send('c2', 'broker-1', 'Heartbeat');
    n.send('c1', 'broker-2', 'Heartbeat');
    for (let i = 0; i < 4; i++) n.send('c1', 'broker-1', 'Heartbeat'); // 4, [5, 6], 7
    n.run(100);
    const arrived = requests(n)
      .map((l) => Number(l.split('#')[1]))
      .sort((a, b) => a - b);
    expect(arrived).toEqual([1, 2, 3, 4, 7]);
    n.send('c1', 'broker-1');
    n.run(50);
    expect(n.driver.world.network.calm).toBe(true); // it is used up
  });

  it('without a number of times goes on until it is taken away', () => {
    const n = new NetworkBench(mode);
    const id = n.message({ kind: 'lose', what: 'request', quietly: true }, {}, 0, null);
    for (let i = 0; i < 5; i++) n.send('c1', 'broker-1');
    n.run(50);
    expect(n.log()).toEqual([]);
    n.apply((world) => endMessageFaults(world, [id]));
    n.send('c1', 'broker-1');
    n.run(50);
    expect(requests(n)).toEqual(['60 c1>broker-1 request#6']);
  });

  it('hold and release: it waits, with all behind it on its connection, and goes on in order', () => {
    const n = new NetworkBench(mode);
    n.message({ kind: 'hold', what: 'request' }, { clients: ['c1'], api: 'Metadata' });
    n.send('c1', 'broker-1');
    n.send('c1', 'broker-1');
    n.send('c1', 'broker-1', 'Heartbeat');
    n.send('c1', 'broker-2');
    n.send('c2', 'broker-1');
    n.run(1_000);
    const passed = requests(n)
      .map((l) => Number(l.split('#')[1]))
      .sort();
    expect(passed).toEqual([3, 4, 5]);
    n.apply((world, out) => release(world, EVERYBODY, out));
    n.run(15);
    expect(requests(n).slice(3)).toEqual([
      '1010 c1>broker-1 request#1',
      '1010 c1>broker-1 request#2',
    ]);
    expect(n.driver.world.network.calm).toBe(true);
  });

  it('hold of an answer: the effect is there, the answer comes with its release; of another api nothing is released', () => {
    const n = new NetworkBench(mode);
    n.message({ kind: 'hold', what: 'reply' }, { api: 'Heartbeat' });
    n.send('c1', 'broker-1', 'Heartbeat');
    n.run(500);
    expect(n.log()).toEqual(['10 c1>broker-1 request#1']);
    n.apply((world, out) => release(world, { ...EVERYBODY, api: 'Metadata' }, out));
    n.run(500);
    expect(n.log()).toHaveLength(1);
    n.apply((world, out) => release(world, { ...EVERYBODY, api: 'Heartbeat' }, out));
    expect(n.run(50).log()).toEqual(['10 c1>broker-1 request#1', '1010 broker-1>c1 response#1']);
  });

  it('a fault of a client strikes nothing between brokers and the controller', () => {
    const n = new NetworkBench(mode);
    n.message({ kind: 'lose', what: 'request', quietly: true }, {}, 0, null);
    n.link(['broker-2'], ['controller'], { kind: 'cut' });
    n.run(20_000);
    const broker = n.driver.world.nodes[n.number('broker-1')];
    expect(broker?.kind === 'broker' && broker.state.image.isAlive(2)).toBe(false);
  });
});
