import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';
import { memberOf } from '../../support/planted-names.js';

const judge = (history: HistoryBuilder) => history.judge('exclusive-ownership');
const p = (...numbers: number[]) => numbers.map((n) => `orders-${n}`);

describe('exclusive-ownership', () => {
  it('accuses two owners in one generation', () => {
    const verdict = judge(billing().assigned('c1', 2, p(0, 1)).assigned('c2', 2, p(1)));
    expect(verdict).toMatchObject({ status: 'violated', notes: [] });
    expect(verdict.findings.map((finding) => finding.sentence)).toEqual([
      'c2 got orders-1 in generation 2 at 0.040 s, which c1 owns in the same generation since 0.030 s.',
    ]);
  });

  it('accuses an assignment that gives a partition twice', () => {
    const verdict = judge(billing().assignment(3, { c1: p(0, 1), c2: p(1) }));
    expect(verdict.findings[0]).toMatchObject({ cause: 'assignor' });
    expect(verdict.findings[0]?.sentence).toBe(
      'The assignment of generation 3 (range), stored at 0.030 s, gives orders-1 both to c1 and to c2.',
    );
  });

  it('accepts an eager hand-over', () => {
    const history = billing()
      .assignment(1, { c1: p(0, 1) })
      .assigned('c1', 1, p(0, 1))
      .revoked('c1', 1, ...p(0, 1))
      .assignment(2, { c1: p(0), c2: p(1) })
      .assigned('c2', 2, p(1))
      .assigned('c1', 2, p(0));
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });

  it('accepts a cooperative hand-over, in which c1 keeps what stays', () => {
    const history = billing()
      .assignment(1, { c1: p(0, 1) })
      .assigned('c1', 1, p(0, 1))
      .assignment(2, { c1: p(0), c2: [] })
      .revoked('c1', 2, ...p(1))
      .assigned('c1', 2, [], p(0))
      .assigned('c2', 2, [])
      .assignment(3, { c1: p(0), c2: p(1) })
      .assigned('c2', 3, p(1))
      .assigned('c1', 3, [], p(0));
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });

  it('calls a static member that stopped polling a zombie: it stays in the group without rejoining', () => {
    const joined = (groupInstanceId: string | null) =>
      billing().tell('broker-1', {
        type: 'member joined',
        group: 'billing',
        memberId: memberOf('c1'),
        clientId: 'c1',
        groupInstanceId,
      });
    const stops = { type: 'max poll interval exceeded', group: 'billing' } as const;
    const overtaken = (history: HistoryBuilder, absent: boolean) => {
      history.assigned('c1', 1, p(0, 1));
      if (absent) history.tell('c1', { ...stops, memberId: memberOf('c1') });
      return judge(history.assignment(2, { c1: p(0), c2: p(1) }).assigned('c2', 2, p(1)));
    };
    const verdict = overtaken(joined('i1'), true);
    expect(verdict).toMatchObject({ status: 'holds', notes: [{ cause: 'zombie' }] });
    expect(overtaken(joined('i1'), false).status).toBe('violated');
    expect(overtaken(joined(null), true).status).toBe('violated');
  });

  it('accuses a member of the new generation that has not given up', () => {
    const verdict = judge(
      billing()
        .assigned('c1', 1, p(0, 1))
        .assignment(2, { c1: p(0), c2: p(1) })
        .assigned('c2', 2, p(1)),
    );
    expect(verdict.findings[0]?.sentence).toBe(
      'c2 got orders-1 in generation 2 at 0.050 s, but c1, a member of that generation too, had it since ' +
        '0.030 s (generation 1) and had not given it up.',
    );
  });

  it('names a zombie and does not accuse it', () => {
    const verdict = judge(
      billing()
        .assigned('c1', 1, p(0))
        .at(2_000)
        .frozen('c1')
        .at(8_000)
        .removed('c1')
        .assignment(2, { c2: p(0) })
        .assigned('c2', 2, p(0))
        .thawed('c1')
        .lost('c1', 1, ...p(0)),
    );
    expect(verdict).toMatchObject({ status: 'holds', findings: [], notes: [{ cause: 'zombie' }] });
    expect(verdict.notes[0]?.sentence).toBe(
      'c1 was a zombie: c2 got orders-0 in generation 2 at 8.020 s while c1 still took it for its own, since ' +
        '0.030 s (c1 was frozen at 2.000 s, then was removed from the group (session expired) at 8.000 s). ' +
        'billing refuses its commits, but what it still processes is processed twice.',
    );
  });

  it('finds no zombie in a process that crashed, or that let go first', () => {
    const crashed = billing()
      .assigned('c1', 1, p(0))
      .crashed('c1')
      .removed('c1')
      .assigned('c2', 2, p(0));
    expect(judge(crashed).notes).toEqual([]);
    const lost = billing()
      .assigned('c1', 1, p(0))
      .removed('c1')
      .lost('c1', 1, ...p(0))
      .assigned('c2', 2, p(0));
    expect(judge(lost).notes).toEqual([]);
  });

  it('takes a static member for a zombie that was cut off while the others joined, and not if it joined too', () => {
    const shared = (...joined: string[]) => {
      const history = billing().tell('broker-1', {
        type: 'member joined',
        group: 'billing',
        memberId: 'consumer-c1',
        clientId: 'c1',
        groupInstanceId: 'one',
      });
      const begin = (generation: number) =>
        history.tell('broker-1', {
          type: 'group state',
          group: 'billing',
          from: 'PreparingRebalance',
          to: 'CompletingRebalance',
          generation,
          reason: '',
        });
      begin(1)
        .assignment(1, { c1: p(0) })
        .assigned('c1', 1, p(0));
      for (const clientId of joined) {
        const memberId = `consumer-${clientId}`;
        history.tell('broker-1', { type: 'member rejoined', group: 'billing', memberId, clientId });
      }
      return begin(2)
        .assignment(2, { c1: [], c2: p(0) })
        .assigned('c2', 2, p(0));
    };
    expect(judge(shared('c2'))).toMatchObject({ status: 'holds', notes: [{ cause: 'zombie' }] });
    expect(judge(shared('c1', 'c2')).status).toBe('violated');
  });

  it('lets a static member take over within one generation', () => {
    const history = billing()
      .assigned('c1', 1, p(0))
      .crashed('c1')
      .tell('broker-1', {
        type: 'static member replaced',
        group: 'billing',
        groupInstanceId: 'one',
        oldMemberId: 'consumer-c1',
        memberId: 'consumer-c2',
      })
      .assigned('c2', 1, p(0));
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });

  it('lets generations begin anew with a new group', () => {
    const history = billing()
      .assigned('c1', 1, p(0))
      .revoked('c1', 1, ...p(0))
      .tell('broker-1', { type: 'group deleted', group: 'billing', cause: 'operator' })
      .assigned('c2', 1, p(0));
    expect(judge(history).status).toBe('holds');
  });

  it('exempts assign(), and keeps groups apart', () => {
    const history = billing()
      .assignManually('m1', ...p(0))
      .assignManually('m2', ...p(0))
      .assigned('c1', 1, p(0))
      .of('audit')
      .assigned('a1', 1, p(0));
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });

  it('names a zombie also if it was removed after it had joined the new generation', () => {
    const verdict = judge(
      billing()
        .assigned('c1', 1, p(0, 1))
        .assignment(2, { c1: p(0), c2: p(1) })
        .removed('c1')
        .assigned('c2', 2, p(1)),
    );
    expect(verdict).toMatchObject({ status: 'holds', notes: [{ cause: 'zombie' }] });
  });

  it('lets generations begin anew when a failover lost the newest one', () => {
    const history = billing()
      .assignment(1, { c1: p(0) })
      .assigned('c1', 1, p(0))
      .lost('c1', 1, ...p(0))
      .tell('broker-2', {
        type: 'group state',
        group: 'billing',
        from: 'Empty',
        to: 'PreparingRebalance',
        generation: 0,
        reason: 'c2 joined',
      })
      .assignment(1, { c2: p(0) })
      .assigned('c2', 1, p(0));
    expect(judge(history)).toMatchObject({ status: 'holds', notes: [] });
  });
});
