import { describe, expect, it } from 'vitest';
import { Envelope } from '../../../../src/protocol/messages.js';
import { messageItem } from '../../../../src/scenario/text/timeline/message-text.js';
import { timeline } from '../../../../src/scenario/text/timeline/timeline.js';
import { play, STORY } from '../support.js';

const { trace, scenario } = play(STORY);
const plain = timeline(trace, scenario);
const all = timeline(trace, scenario, { messages: true });

describe('the timeline with messages', () => {
  it('shows requests and answers where they arrive', () => {
    const join = all.filter((line) => line.includes('JoinGroup')).slice(0, 4);
    expect(join.map((line) => line.slice(13).replace(/ {2,}/, '  '))).toEqual([
      'c1  → broker-1: JoinGroup (group billing, no member id yet)',
      'broker-1  → c1: JoinGroup answer (MEMBER_ID_REQUIRED: come again as c1-1)',
      'c1  → broker-1: JoinGroup (group billing, member c1-1)',
      'broker-1  → c1: JoinGroup answer (member c1-1, generation 1, it leads)',
    ]);
  });

  it('never shows heartbeats and empty fetches one by one', () => {
    const long = play(`${STORY}\n  - after: 10s\n`);
    const lines = timeline(long.trace, long.scenario, { messages: true });
    expect(lines.some((line) => /→.*: Heartbeat/.test(line))).toBe(false);
    expect(lines.some((line) => / … .*\d+ heartbeats/.test(line))).toBe(true);
  });

  it('says when nobody was there to receive one', () => {
    const body = { groupId: 'billing', generationId: 1, memberId: 'c1-1', groupInstanceId: null };
    const envelope = new Envelope(5, 1, 'request', 0, 1, 0, 0, 'Heartbeat', 4, 1, 'c1', body);
    const lost = messageItem({ at: 5, event: 1, envelope, delivered: false }, ['c1', 'broker-1']);
    expect(lost).toMatchObject({
      mark: 'consequence',
      actor: 'c1',
      text: '→ broker-1: Heartbeat (member c1-1, generation 1), but nobody is there any more',
    });
  });

  it('is not there unless asked for', () => {
    expect(plain.some((line) => line.includes('→'))).toBe(false);
  });
});

describe('the timeline of a run', () => {
  it('has no word that a reader cannot understand', () => {
    for (const line of [...plain, ...all]) {
      expect(line).toMatch(/^ *\d+\.\d{3} (!!| !| {2}) \S* /);
      expect(line).not.toMatch(/undefined|NaN|\[object|Infinity/);
    }
  });

  it('goes forward in time', () => {
    const times = plain.map((line) => Number(line.slice(0, 9)));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('tells the crash and what came of it', () => {
    const marked = plain.filter((line) => line.slice(10, 12).includes('!'));
    expect(marked.map((line) => line.slice(10).replace(/ {2,}/, '  '))).toEqual([
      '!! c1  crashes; orders-0@0..2 processed but not committed',
      ' ! group billing  c1 (c1-1) is removed, its session expired (no heartbeat for 6s): ' +
        'generation 2 begins, the only member joined; its leader assigns partitions ' +
        '(CompletingRebalance)',
    ]);
  });
});
