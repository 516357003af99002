import { describe, expect, it } from 'vitest';
import { TopicPartition } from '../../../src/protocol/topic-partition.js';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

const judge = (history: HistoryBuilder, convergeWithinMs = 600_000) =>
  history.judge('converges', { convergeWithinMs });

const reading = () => billing().produced('orders-0@0..9').position('c1', 'orders-0@0', 'reset');
const caughtUp = () => reading().commit('c1', { 'orders-0': 10 });
const behind = () => reading().commit('c1', { 'orders-0': 4 });
const inState = (state: string) => ({ groups: { billing: { state } } });

describe('converges', () => {
  it('holds for a group that is Stable and caught up', () => {
    expect(judge(caughtUp())).toMatchObject({ status: 'holds', findings: [] });
  });

  it('accuses a group that stays behind when nothing is left to happen', () => {
    const verdict = judge(behind().ends({ how: 'quiet' }));
    expect(verdict).toMatchObject({ status: 'violated', findings: [{ cause: 'group' }] });
    expect(verdict.findings[0]?.sentence).toBe(
      'billing was Stable and not caught up at 0.060 s, and nothing is left to happen; the last change of ' +
        'cluster, processes or load was at 0.030 s: orders-0 is committed up to 4 of 10.',
    );
  });

  it('accuses a group that never becomes Stable', () => {
    const verdict = judge(caughtUp().ends(inState('PreparingRebalance')));
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.sentence).toContain('billing was PreparingRebalance');
  });

  it('is undecided at the limit, until the group has had its time', () => {
    const history = behind().ends({ how: 'limit' }).at(30_000).tell('c1', { type: 'closing' });
    expect(judge(history, 60_000).status).toBe('undecided');
    expect(judge(history, 20_000).status).toBe('violated');
  });

  it('asks no more than Empty of a group that has nobody left', () => {
    expect(judge(behind().crashed('c1')).status).toBe('holds');
    expect(judge(behind().crashed('c1').ends(inState('Stable'))).status).toBe('violated');
  });

  it('names a hung application, not the group', () => {
    const verdict = judge(behind().at(500).failed('c1', 'orders-0@4', 'hang'));
    expect(verdict).toMatchObject({ status: 'undecided', findings: [{ cause: 'application' }] });
    expect(verdict.findings[0]?.sentence).toBe(
      'billing had not converged, through no fault of the group: c1 hung while processing orders-0@4 at ' +
        '0.500 s and never came back.',
    );
  });

  it('does not accuse a group while a fault lasts', () => {
    expect(judge(behind().frozen('c1'))).toMatchObject({
      status: 'undecided',
      findings: [{ cause: 'frozen', faults: [{ type: 'frozen' }] }],
    });
    const broker = behind()
      .crashed('broker-2')
      .ends({ brokersDown: ['broker-2'] });
    expect(judge(broker)).toMatchObject({ status: 'undecided', findings: [{ cause: 'broker' }] });
    const well = caughtUp()
      .crashed('broker-2')
      .ends({ brokersDown: ['broker-2'] });
    expect(judge(well).status).toBe('holds');
  });

  it('accuses a group that no coordinator knows, since nobody leads what it needs', () => {
    const tp = new TopicPartition('__consumer_offsets', 9);
    const unled = [{ group: 'billing', tp, mayLead: [] }];
    const verdict = judge(caughtUp().ends({ outage: { unled } }));
    expect(verdict).toMatchObject({ status: 'violated', findings: [{ cause: 'group' }] });
    expect(verdict.findings[0]?.sentence).toBe(
      'billing cannot go on: nobody leads __consumer_offsets-9 at 0.060 s, and nothing is left to happen; the last ' +
        'change of cluster, processes or load was at 0.030 s.',
    );
    const soon = caughtUp().ends({ how: 'limit', outage: { unled } });
    expect(judge(soon, 60_000).status).toBe('undecided');
  });

  it('a fault that lasts excuses that, unless a replica runs that may lead', () => {
    const tp = new TopicPartition('orders', 0);
    const judged = (mayLead: string[], over: object) => {
      const outage = { unled: [{ group: 'billing', tp, mayLead }] };
      const { status, findings } = judge(caughtUp().ends({ outage: { ...outage, ...over } }));
      return [status, findings[0]?.cause];
    };
    expect(judged([], { controllerDown: true })).toEqual(['undecided', 'broker']);
    expect(judged([], { cutOff: ['broker-1'] })).toEqual(['undecided', 'network']);
    expect(judged(['broker-2'], { cutOff: ['broker-1'] })).toEqual(['violated', 'group']);
    expect(judged(['broker-2'], { controllerDown: true })).toEqual(['undecided', 'broker']);
    const outage = { unled: [{ group: 'billing', tp, mayLead: [] }] };
    const down = caughtUp().ends({ outage, brokersDown: ['broker-1'] });
    expect(judge(down).status).toBe('undecided');
  });

  it('accuses the cluster of a broker that runs and stays fenced', () => {
    const verdict = judge(caughtUp().ends({ outage: { fenced: ['broker-1'] } }));
    expect(verdict).toMatchObject({
      status: 'violated',
      findings: [{ cause: 'broker', group: '' }],
    });
    expect(verdict.findings[0]?.sentence).toContain('broker-1 runs and reaches the controller');
    const soon = caughtUp().ends({ how: 'limit', outage: { fenced: ['broker-1'] } });
    expect(judge(soon).status).toBe('holds');
  });
});
