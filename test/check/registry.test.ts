import { describe, expect, it } from 'vitest';
import { CHECKS, checkAll, checkNamed } from '../../src/check/registry.js';
import { UserError } from '../../src/util/user-error.js';
import { billing } from '../support/history-builder.js';

describe('the registry of checks', () => {
  it('has a name, a sentence and a reference for each, and no name twice', () => {
    expect(CHECKS.map((check) => check.name)).toEqual([
      'commit-after-processing',
      'at-least-once',
      'no-loss',
      'at-most-once',
      'exclusive-ownership',
      'monotone-commits',
      'converges',
      'exactly-once-in-the-store',
      'bounded-duplicates',
      'lost-write',
      'unseen',
      'duplicate',
      'inconsistent-offsets',
      'phantom',
      'nonmonotonic-send',
      'nonmonotonic-poll',
      'int-nonmonotonic-poll',
      'poll-skip',
      'int-poll-skip',
      'revoked-before-assigned',
      'commits-only-by-owners',
      'everything-owned',
      'no-starvation',
      'monotone-generations',
      'monotone-logs',
      'requests-answered',
      'replicas-agree',
      'replicated-stays',
      'isr-is-caught-up',
      'joined-members-only',
      'assigned-as-stored',
      'commits-only-by-members',
      'refused-members-stop',
      'one-generation',
      'durable-is-replayed',
      'queues-bounded',
    ]);
    for (const check of CHECKS) {
      expect(check.sentence).toMatch(/^[A-Z].*\.$/);
      expect(check.reference).not.toBe('');
      expect(checkNamed(check.name)).toBe(check);
    }
  });

  it('accuses nobody of an empty run', () => {
    const history = billing();
    const verdicts = checkAll(history.history(), history.ending());
    expect(verdicts.map((verdict) => verdict.check)).toEqual(CHECKS.map((check) => check.name));
    expect(new Set(verdicts.map((verdict) => verdict.status))).toEqual(new Set(['holds']));
  });

  it('says which checks there are if it is asked for another', () => {
    const history = billing();
    const ask = () => checkAll(history.history(), history.ending(), ['at-least-twice']);
    expect(ask).toThrow(UserError);
    expect(ask).toThrow('there is no check at-least-twice');
  });
});
