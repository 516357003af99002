import { describe, expect, it } from 'vitest';
import { cohort, directory, HELD, read } from './support.js';

const CRASH = 'scenarios/crash-before-commit.yaml';

describe('describe', () => {
  it('prints on standard output what the tool prints there, and its remarks on the other', async () => {
    const cwd = directory({ 'x.yaml': `${HELD}  - close: c1\n` });
    const { code, out, err } = await cohort(['describe', 'x.yaml', '--group', 'billing'], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/^\nGROUP +TOPIC +PARTITION +CURRENT-OFFSET +LOG-END-OFFSET +LAG /);
    expect(out).toMatch(/\nbilling +orders +0 +3 +3 +0 +- +- +- *\n$/);
    expect(err).toBe("\nConsumer group 'billing' has no active members.\n");
  });

  it('looks at the instant it is told', async () => {
    const at = (time: string, ...more: string[]) =>
      cohort(['describe', CRASH, '--group', 'billing', '--at', time, ...more]);
    expect((await at('3.5s', '--members')).out).toMatch(/billing +c1-1 /);
    expect((await at('20s', '--state')).out).toContain('PreparingRebalance');
    expect((await at('60s', '--members', '--verbose')).out).toMatch(/billing +c2-1 .*orders/);
  });

  it('of an unknown group complains, and exits with 0, as the tool', async () => {
    const { code, out, err } = await cohort(['describe', CRASH, '--group', 'nobody']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Group nobody not found.');
  });

  it.each([
    [
      'coordinator of billing',
      'Call(callName=describeGroups(api=FIND_COORDINATOR), ...) timed out',
    ],
    [
      'brokers',
      'Timed out waiting for a node assignment. Call: describeGroups(api=FIND_COORDINATOR)',
    ],
  ])('times out while the coordinator is down, as the tool (crash: %s)', async (whom, message) => {
    const text = HELD.replace(
      /^topics:/m,
      'cluster: { brokers: 2, offsets.topic.replication.factor: 1 }\n$&',
    );
    const cwd = directory({ 'x.yaml': `${text}  - crash: ${whom}\n  - after: 30s\n` });
    const { code, out } = await cohort(['describe', 'x.yaml', '--group', 'billing'], { cwd });
    expect(code).toBe(0);
    expect(out).toBe(
      '\nError: Executing consumer group command failed due to ' +
        `org.apache.kafka.common.errors.TimeoutException: ${message}\n`,
    );
  });
});

describe('records', () => {
  it('prints the records of a topic, or of one partition', async () => {
    const { code, out } = await cohort(['records', CRASH, '--topic', 'orders', '--at', '500ms']);
    expect(code).toBe(0);
    expect(out).toMatch(/^orders-0@0 .*ada.*\norders-0@1 .*bob/);
    const own = ['records', CRASH, '--topic', '__consumer_offsets'];
    const all = (await cohort(own)).out;
    expect(all).toContain('OffsetCommit');
    const partition = /^__consumer_offsets-(\d+)@/.exec(all)?.[1] ?? '';
    expect((await cohort([...own, '--partition', partition])).out).toBe(all);
    expect((await cohort([...own, '--partition', partition === '0' ? '1' : '0'])).out).toBe('');
  });
});

describe('why', () => {
  it('tells the life of a record', async () => {
    const { code, out } = await cohort(['why', CRASH, 'orders-0@3', '--group', 'billing']);
    expect(code).toBe(0);
    expect(out).toContain('twice');
    expect(out).toContain('c1 crashed');
  });
});

describe('list', () => {
  it('lists the scenarios of a directory with their summaries', async () => {
    const { code, out } = await cohort(['list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^scenarios\/crash-before-commit\.yaml +c1 processes five records/m);
  });

  it('without one, those that came with cohort', async () => {
    const { code, out } = await cohort(['list'], { cwd: directory() });
    expect(code).toBe(0);
    expect(out).toContain('crash-before-commit.yaml');
  });

  it('names the unreadable ones', async () => {
    const cwd = directory({ 'a.yaml': HELD, 'b.yaml': 'x: 1\n' });
    const { code, out, err } = await cohort(['list', '.'], { cwd });
    expect(code).toBe(2);
    expect(out).toBe('./a.yaml  one consumer reads three records\n');
    expect(err).toContain('./b.yaml:1:1');
  });
});

describe('schema and new', () => {
  it('prints a JSON Schema', async () => {
    const { code, out } = await cohort(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'cohort scenario', type: 'object' });
  });

  it('writes a scenario that runs, and never over another', async () => {
    const cwd = directory();
    const { code, out, err } = await cohort(['new', 'my-first'], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: 'my-first.yaml\n' });
    expect(err).toContain('cohort run my-first.yaml');
    expect((await cohort(['run', 'my-first.yaml'], { cwd })).code).toBe(0);
    const text = read(cwd, 'my-first.yaml');
    expect((await cohort(['new', 'my-first.yaml'], { cwd })).code).toBe(2);
    expect(read(cwd, 'my-first.yaml')).toBe(text);
  });
});
