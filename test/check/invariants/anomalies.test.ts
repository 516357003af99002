import { describe, expect, it } from 'vitest';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

/*
 * Each anomaly of Jepsen's Kafka workload, planted by hand, and near misses.
 */

const reading = (last = 9) =>
  billing().produced(`orders-0@0..${last}`).position('c1', 'orders-0@0', 'reset');
const statusOf = (history: HistoryBuilder, check: string) => history.judge(check).status;
const sentence = (history: HistoryBuilder, check: string) =>
  history.judge(check).findings[0]?.sentence ?? '';

describe('lost-write', () => {
  const lost = () =>
    reading(9)
      .delivered('c1', 'orders-0@0..4')
      .crashed('broker-1')
      .elected('orders-0', 2, 1, false)
      .produced('orders-0@5..6', 1);

  it('accuses an acknowledged record that nobody was handed although one in its place was', () => {
    const history = lost().delivered('c1', 'orders-0@5..6', 1).commit('c1', { 'orders-0': 7 });
    const verdict = history.judge('lost-write');
    expect(verdict.status).toBe('violated');
    expect(verdict.findings[0]?.records[0]?.text).toBe('orders-0@5..9');
    expect(verdict.findings[0]?.sentence).toContain('c1 was handed orders-0@5..6 at 0.090 s');
  });

  it('accuses a record that a consumer jumped over and committed', () => {
    const history = reading()
      .delivered('c1', 'orders-0@0..3')
      .delivered('c1', 'orders-0@5..9')
      .commit('c1', { 'orders-0': 10 });
    const verdict = history.judge('lost-write');
    expect(verdict.status).toBe('violated');
    expect(verdict.findings.map((f) => f.records[0]?.text)).toEqual(['orders-0@4']);
  });

  it('says nothing as long as nothing behind it was read: that is unseen', () => {
    expect(statusOf(lost(), 'lost-write')).toBe('holds');
    expect(statusOf(lost(), 'unseen')).toBe('violated');
  });

  it('does not accuse a write without an acknowledgement', () => {
    const history = billing()
      .position('c1', 'orders-0@0', 'reset')
      .produced('orders-0@0..4')
      .appended('orders-0@5..9')
      .elected('orders-0', 2, 1, false)
      .produced('orders-0@5..6', 1)
      .delivered('c1', 'orders-0@0..4')
      .delivered('c1', 'orders-0@5..6', 1);
    expect(statusOf(history, 'lost-write')).toBe('holds');
    expect(statusOf(history, 'inconsistent-offsets')).toBe('holds');
  });

  it.each([
    ['a reset to latest', 'reset'],
    ['a seek', 'seek'],
  ] as const)('notes what %s left out', (_, cause) => {
    const history = billing()
      .produced('orders-0@0..9')
      .position('c1', 'orders-0@6', cause, cause === 'seek' ? 0 : -1)
      .delivered('c1', 'orders-0@6..9')
      .commit('c1', { 'orders-0': 10 });
    for (const check of ['lost-write', 'unseen']) {
      expect(history.judge(check)).toMatchObject({ status: 'holds' });
      expect(history.judge(check).notes[0]?.records[0]?.text).toBe('orders-0@0..5');
    }
  });

  describe('where a follower cleaned before it led', () => {
    const taken = [{ from: 1, to: 2 }];
    const ledBy2 = (history: HistoryBuilder) =>
      history
        .crashed('broker-1')
        .elected('orders-0', 2, 1, true)
        .delivered('c1', 'orders-0@0')
        .delivered('c1', 'orders-0@3..9')
        .commit('c1', { 'orders-0': 10 });

    it('notes what its cleaner took', () => {
      const history = ledBy2(reading().compacted('orders-0', 4, taken, [], 2));
      const { status, notes } = history.judge('lost-write');
      expect(status).toBe('holds');
      expect(notes.map((note) => note.sentence)).toEqual([
        expect.stringContaining("before compaction removed them from broker-2's copy at 0.050 s"),
      ]);
      expect(statusOf(history, 'poll-skip')).toBe('holds');
    });

    it('accuses what it took no part of', () => {
      const other = [{ from: 1, to: 1 }];
      const history = ledBy2(reading().compacted('orders-0', 4, other, [], 2));
      const { status, findings } = history.judge('lost-write');
      expect(status).toBe('violated');
      expect(findings.map((f) => f.records[0]?.text)).toEqual(['orders-0@2']);
    });

    it('says that the leader did it, if the leader did it later', () => {
      const cleaned = reading().compacted('orders-0', 4, taken, [], 2);
      const history = ledBy2(cleaned.compacted('orders-0', 4, taken));
      const [note] = history.judge('lost-write').notes;
      expect(note?.sentence).toContain('before compaction removed them at 0.060 s');
    });
  });

  it('notes what retention removed', () => {
    const history = billing()
      .produced('orders-0@0..9')
      .logStart('orders-0', 4)
      .position('c1', 'orders-0@4', 'committed')
      .delivered('c1', 'orders-0@4..9');
    expect(history.judge('lost-write')).toMatchObject({ status: 'holds', notes: [{}] });
  });
});

describe('unseen', () => {
  it('is undecided while the record waits in the log', () => {
    const history = reading().delivered('c1', 'orders-0@0..4').commit('c1', { 'orders-0': 5 });
    expect(history.judge('unseen')).toMatchObject({
      status: 'undecided',
      findings: [{ records: [{ text: 'orders-0@5..9' }] }],
    });
  });

  it('holds once somebody was handed everything, processed or not', () => {
    expect(statusOf(reading().delivered('c1', 'orders-0@0..9'), 'unseen')).toBe('holds');
  });

  it('does not ask for topics that the group does not read', () => {
    const history = reading().delivered('c1', 'orders-0@0..9').produced('emails-0@0..3');
    expect(statusOf(history, 'unseen')).toBe('holds');
  });
});

describe('duplicate', () => {
  const twice = (count: number) =>
    reading().ends({ copies: { 'orders-0': count === 0 ? [] : [{ offset: 5, of: 0, count }] } });

  it('accuses records that stand in the log a second time', () => {
    expect(sentence(twice(5), 'duplicate')).toBe(
      'orders-0@5..9, which shop sent and broker-1 appended at 0.030 s, repeats orders-0@0..4 (appended at 0.030 s).',
    );
  });

  const struck = (fault: (history: HistoryBuilder) => HistoryBuilder) =>
    fault(billing().appended('orders-0@0'))
      .appended('orders-0@1')
      .ends({ copies: { 'orders-0': [{ offset: 1, of: 0, count: 1 }] } });

  it.each([
    [
      (h: HistoryBuilder) => h.produceFault('lose', 'reply'),
      "shop had broker-1's answer to its Produce lost at 0.040 s",
    ],
    [
      (h: HistoryBuilder) => h.produceFault('duplicate', 'request'),
      'shop had its Produce to broker-1 delivered twice at 0.040 s',
    ],
    [(h: HistoryBuilder) => h.frozen('broker-1'), 'broker-1 was frozen at 0.040 s'],
    [
      (h: HistoryBuilder) => h.cut(['broker-1'], ['shop']),
      'shop no longer heard broker-1 at 0.040 s',
    ],
  ])('names the fault behind it %#', (fault, why) => {
    expect(sentence(struck(fault), 'duplicate')).toBe(
      `orders-0@1, which shop sent and broker-1 appended at 0.050 s, repeats orders-0@0 (appended at 0.030 s), after ${why}.`,
    );
  });

  it('holds if none does', () => {
    expect(statusOf(twice(0), 'duplicate')).toBe('holds');
  });
});

describe('inconsistent-offsets', () => {
  const replaced = () => reading(4).elected('orders-0', 2, 1, false).produced('orders-0@3..6', 1);

  it('accuses an offset that was acknowledged for two records', () => {
    expect(sentence(replaced(), 'inconsistent-offsets')).toContain(
      'orders-0@3..4 were one thing (leader epoch 0) when it was acknowledged to shop at 0.030 s, and another (leader epoch 1)',
    );
  });

  it('accuses an offset that two consumers were handed as two records', () => {
    const history = billing()
      .appended('orders-0@0..4')
      .delivered('c1', 'orders-0@0..4')
      .elected('orders-0', 2, 1, false)
      .appended('orders-0@4..5', 1)
      .delivered('c2', 'orders-0@4..5', 1);
    expect(history.judge('inconsistent-offsets').findings[0]?.records[0]?.text).toBe('orders-0@4');
  });

  it('holds for the same record read twice, and for another epoch at other offsets', () => {
    const history = reading(4)
      .delivered('c1', 'orders-0@0..4')
      .delivered('c2', 'orders-0@0..4')
      .elected('orders-0', 2, 1, true)
      .produced('orders-0@5..6', 1)
      .delivered('c1', 'orders-0@5..6', 1);
    expect(statusOf(history, 'inconsistent-offsets')).toBe('holds');
  });

  it('holds for a topic that was created again', () => {
    const history = reading(4).topicDeleted('orders').topic('orders', 'id-2');
    expect(statusOf(history.produced('orders-0@0..4', 1), 'inconsistent-offsets')).toBe('holds');
  });
});

describe('phantom', () => {
  it('accuses a record that nobody appended, that was appended later, or in another epoch', () => {
    expect(statusOf(reading().delivered('c1', 'orders-0@9..10'), 'phantom')).toBe('violated');
    expect(
      statusOf(billing().delivered('c1', 'orders-0@0').appended('orders-0@0'), 'phantom'),
    ).toBe('violated');
    expect(sentence(reading().delivered('c1', 'orders-0@3', 2), 'phantom')).toBe(
      'c1 was handed orders-0@3 of leader epoch 2 at 0.050 s, which no leader had appended.',
    );
  });

  it('holds for what was appended, acknowledged or not', () => {
    const history = billing().appended('orders-0@0..4').delivered('c1', 'orders-0@0..4');
    expect(statusOf(history, 'phantom')).toBe('holds');
  });
});

describe('nonmonotonic-send', () => {
  it('accuses a batch that stands before the one that was sent before it', () => {
    const history = billing().produced('orders-0@0').appended('orders-0@1..9');
    history.acknowledged('orders-0@6..9').acknowledged('orders-0@1..5');
    expect(sentence(history, 'nonmonotonic-send')).toContain(
      'shop sent orders-0@1..5 after orders-0@6..9, but it stands before them in the log',
    );
  });

  it('notes what a leader that had nothing of the producer took first', () => {
    const overtaken = (before: HistoryBuilder) =>
      before
        .elected('orders-0', 2, 1, true)
        .appended('orders-0@5..6', 1)
        .appended('orders-0@7..9', 1)
        .acknowledged('orders-0@7..9', 1)
        .acknowledged('orders-0@5..6', 1)
        .judge('nonmonotonic-send');
    const nothing = overtaken(billing());
    expect(nothing).toMatchObject({ status: 'holds', notes: [{ cause: 'producer' }] });
    // What the new leader had not got, or another process had sent, does not count.
    expect(overtaken(billing().appended('orders-0@5..8')).status).toBe('holds');
    expect(overtaken(billing().appended('orders-0@0..4').crashed('shop')).status).toBe('holds');
    expect(overtaken(billing().appended('orders-0@0..4')).status).toBe('violated');
  });

  it('holds in order, for another process of that name, and for what an election made room for', () => {
    const inOrder = billing().produced('orders-0@0..4').produced('orders-0@5..9');
    expect(statusOf(inOrder, 'nonmonotonic-send')).toBe('holds');
    const again = billing()
      .appended('orders-0@0..9')
      .acknowledged('orders-0@5..9')
      .crashed('shop')
      .acknowledged('orders-0@0..4');
    expect(statusOf(again, 'nonmonotonic-send')).toBe('holds');
    const elected = billing().produced('orders-0@0..9').elected('orders-0', 2, 1, false);
    expect(statusOf(elected.produced('orders-0@5..6', 1), 'nonmonotonic-send')).toBe('holds');
  });
});

describe.each([
  ['nonmonotonic-poll', 'int-nonmonotonic-poll', 'orders-0@0..4', 'orders-0@3..6'],
  ['nonmonotonic-poll', 'int-nonmonotonic-poll', 'orders-0@5', 'orders-0@5'],
  ['poll-skip', 'int-poll-skip', 'orders-0@0..4', 'orders-0@6..9'],
])('%s and %s', (between, within, first, second) => {
  const two = () => reading().delivered('c1', first).delivered('c1', second);
  const one = () => reading().polled('c1', first, second);

  it('accuse two polls of the one, and one poll of the other', () => {
    expect([statusOf(two(), between), statusOf(two(), within)]).toEqual(['violated', 'holds']);
    expect([statusOf(one(), between), statusOf(one(), within)]).toEqual(['holds', 'violated']);
  });

  it.each(['seek', 'reset', 'committed', 'truncated'] as const)(
    'begin anew where a position was set: %s',
    (cause) => {
      const history = reading()
        .delivered('c1', first)
        .position('c1', second.replace(/\.\..*/, ''), cause)
        .delivered('c1', second);
      expect(statusOf(history, between)).toBe('holds');
    },
  );

  it('do not compare two processes, nor two partitions', () => {
    const others = reading().delivered('c1', first).delivered('c2', second);
    expect(statusOf(others, between)).toBe('holds');
    const elsewhere = reading()
      .produced('orders-1@0..9')
      .polled('c1', first, second.replace('orders-0', 'orders-1'));
    expect(statusOf(elsewhere, within)).toBe('holds');
  });

  it('are not explained by the position of another process', () => {
    const history = reading()
      .delivered('c1', first)
      .position('c2', 'orders-0@0', 'seek')
      .delivered('c1', second);
    expect(statusOf(history, between)).toBe('violated');
  });
});

describe('poll-skip', () => {
  it('does not miss what compaction had removed, but what it removed later', () => {
    const gone = [{ from: 5, to: 5 }];
    const before = reading().delivered('c1', 'orders-0@0..4').compacted('orders-0', 9, gone);
    expect(statusOf(before.delivered('c1', 'orders-0@6..9'), 'poll-skip')).toBe('holds');
    const after = reading().delivered('c1', 'orders-0@0..4').delivered('c1', 'orders-0@6..9');
    expect(statusOf(after.compacted('orders-0', 9, gone), 'poll-skip')).toBe('violated');
  });

  it('does not miss offsets that never had a record', () => {
    const history = billing().produced('orders-0@0..4').produced('orders-0@6..9');
    const read = history.delivered('c1', 'orders-0@0..4').delivered('c1', 'orders-0@6..9');
    expect(statusOf(read, 'poll-skip')).toBe('holds');
  });
});
