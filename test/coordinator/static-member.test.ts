import { describe, expect, it } from 'vitest';
import { assignment, CoordinatorBench, MODES, subscription } from '../support/coordinator-bench.js';

/** Two static members, Stable: i1 leads. */
function stable(b: CoordinatorBench): [string, string] {
  const joins = [b.joinStatic('i1'), b.joinStatic('i2')];
  b.until(6_000);
  const [a = '', second = ''] = joins.map(({ answer }) => answer?.memberId ?? '');
  b.syncAll([a, second], 1);
  return [a, second];
}

describe.each(MODES)('a static member, %s', (mode) => {
  const bench = (config = {}) => new CoordinatorBench(mode, config);

  it('never needs to ask for its id', () => {
    const b = bench();
    expect(b.joinStatic('i1').answer).toBeUndefined();
    expect(b.picture).toBe('PreparingRebalance 0 [i1-1]');
  });

  it('that comes back in a Stable group takes its place without a rebalance', () => {
    const b = bench();
    const [leader, follower] = stable(b);
    b.hold();
    const back = b.joinStatic('i2');
    expect(back.answer).toBeUndefined();
    b.release();
    expect(back.answer).toMatchObject({
      errorCode: 'NONE',
      generationId: 1,
      memberId: 'i2-2',
      leader,
      members: [],
      skipAssignment: false,
    });
    expect(b.picture).toBe(`Stable 1 [${leader} i2-2]`);
    expect(b.ask('SyncGroup', { memberId: 'i2-2' }).assignment).toBe(assignment('orders', 1));
    expect(b.ask('Heartbeat', { memberId: follower }).errorCode).toBe('UNKNOWN_MEMBER_ID');
  });

  it('whose id is taken over is fenced when it names its instance', () => {
    const b = bench();
    const [leader] = stable(b);
    b.joinStatic('i1');
    const old = { memberId: leader, groupInstanceId: 'i1' };
    expect(b.ask('Heartbeat', old).errorCode).toBe('FENCED_INSTANCE_ID');
    expect(b.ask('SyncGroup', old).errorCode).toBe('FENCED_INSTANCE_ID');
    expect(b.ask('JoinGroup', old)).toMatchObject({
      errorCode: 'FENCED_INSTANCE_ID',
      memberId: leader,
    });
    expect(b.commit(0, 1, { ...old, generationIdOrMemberEpoch: 1 })).toBe('FENCED_INSTANCE_ID');
  });

  it('that leads and comes back is told the members and to leave the assignment alone, since version 9', () => {
    const b = bench();
    stable(b);
    expect(b.joinStatic('i1').answer).toMatchObject({
      leader: 'i1-2',
      memberId: 'i1-2',
      skipAssignment: true,
    });
    expect(b.group()?.leaderId).toBe('i1-2');
  });

  it('that leads and comes back is told of its old id as leader, before version 9', () => {
    const b = bench();
    const [leader] = stable(b);
    expect(b.joinStatic('i1', {}, { version: 8 }).answer).toMatchObject({
      leader,
      memberId: 'i1-2',
      members: [],
      skipAssignment: false,
    });
  });

  it('that comes back with other topics does not rebalance, with another protocol it does', () => {
    const b = bench();
    stable(b);
    const topics = [{ name: 'range', metadata: subscription('emails') }];
    expect(b.joinStatic('i2', { protocols: topics }).answer?.errorCode).toBe('NONE');
    const metadata = subscription('orders');
    const both = [{ name: 'sticky', metadata }, ...topics];
    b.joinStatic('i1', { protocols: both });
    expect(b.group()?.state).toBe('Stable');
    b.joinStatic('i2', { protocols: both });
    expect(b.group()?.state).toBe('PreparingRebalance');
  });

  it('that comes back before everybody has synced rebalances', () => {
    const b = bench();
    b.joinStatic('i1');
    b.until(3_000);
    expect(b.group()?.state).toBe('CompletingRebalance');
    expect(b.joinStatic('i1').answer).toMatchObject({ generationId: 2, memberId: 'i1-2' });
  });

  it('that is started twice fences the one that waits', () => {
    const b = bench();
    const first = b.joinStatic('i1');
    const second = b.joinStatic('i1');
    expect(first.answer).toMatchObject({
      errorCode: 'FENCED_INSTANCE_ID',
      memberId: 'i1-1',
      generationId: -1,
    });
    b.until(3_000);
    expect(second.answer?.memberId).toBe('i1-2');
  });

  it('gets its place back if the replacement cannot be written', () => {
    const b = bench();
    const [leader, follower] = stable(b);
    b.failNextAppend('NOT_ENOUGH_REPLICAS');
    const back = b.joinStatic('i1', { sessionTimeoutMs: 7_000 });
    expect(back.answer).toMatchObject({
      errorCode: 'COORDINATOR_NOT_AVAILABLE',
      memberId: '',
      generationId: 1,
      leader,
    });
    expect(b.picture).toBe(`Stable 1 [${follower} ${leader}]`);
    expect(b.group()?.members.get(leader)?.sessionTimeoutMs).toBe(10_000);
    expect(b.group()?.supportedProtocols.get('range')).toBe(2);
    const heartbeat = b.ask('Heartbeat', { memberId: leader, groupInstanceId: 'i1' });
    expect(heartbeat.errorCode).toBe('NONE');
  });

  it('that misses a round stays, without leadership, and is out if it does not sync', () => {
    const b = bench();
    const [leader, follower] = stable(b);
    const long = { sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 20_000 };
    b.joinStatic('i1', long);
    b.joinStatic('i2', long);
    const protocols = [{ name: 'range', metadata: subscription('emails') }];
    b.send('JoinGroup', { memberId: 'i2-2', groupInstanceId: 'i2', ...long, protocols });
    for (let beat = 0; beat < 4; beat++) {
      b.sleep(5_000);
      b.ask('Heartbeat', { memberId: 'i1-2' });
    }
    expect(b.picture).toBe('CompletingRebalance 2 [i1-2 i2-2]');
    expect(b.group()?.leaderId).toBe('i2-2');
    b.send('SyncGroup', { memberId: 'i2-2', generationId: 2 });
    b.sleep(19_999);
    expect(b.picture).toBe('Stable 2 [i1-2 i2-2]');
    b.sleep(1);
    expect(b.picture).toBe('PreparingRebalance 2 [i2-2]');
    expect([leader, follower]).toEqual(['i1-1', 'i2-1']);
  });

  it('leaves with its session only', () => {
    const b = bench();
    const [leader] = stable(b);
    const start = b.now;
    b.until(start + 9_999);
    expect(b.group()?.members.has(leader)).toBe(true);
    b.until(start + 10_000);
    expect(b.picture).toBe('Empty 2 []');
  });
});
