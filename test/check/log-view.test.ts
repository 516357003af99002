import { describe, expect, it } from 'vitest';
import { LogView } from '../../src/check/log-view.js';

describe('LogView', () => {
  it('joins appends of one leader epoch', () => {
    const log = new LogView();
    log.append({ from: 0, to: 2, leaderEpoch: 0 });
    log.append({ from: 3, to: 4, leaderEpoch: 0 });
    log.append({ from: 5, to: 5, leaderEpoch: 1 });
    expect(log.inside(1, 9)).toEqual([
      { from: 1, to: 4, leaderEpoch: 0 },
      { from: 5, to: 5, leaderEpoch: 1 },
    ]);
    expect(log.inside(4, 3)).toEqual([]);
  });

  it('drops the tail that a new leader did not have, and no more', () => {
    const log = new LogView();
    log.append({ from: 0, to: 4, leaderEpoch: 0 });
    log.append({ from: 5, to: 6, leaderEpoch: 1 });
    log.append({ from: 3, to: 3, leaderEpoch: 2 });
    expect(log.inside(0, 9)).toEqual([
      { from: 0, to: 2, leaderEpoch: 0 },
      { from: 3, to: 3, leaderEpoch: 2 },
    ]);
  });
});
