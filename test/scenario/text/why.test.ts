import { expect, it } from 'vitest';
import { lifeOf } from '../../../src/check/why.js';
import { whyText } from '../../../src/scenario/text/why.js';
import { billing, type HistoryBuilder } from '../../support/history-builder.js';

function why(history: HistoryBuilder, record: string): string[] {
  const life = lifeOf(history.history(), history.ending(), record);
  if (life === undefined) throw new Error(`no life of ${record}`);
  return whyText(life);
}

it('tells the life of a record, step by step, and what it came to', () => {
  const history = billing().produced('orders-0@0').delivered('c1', 'orders-0@0');
  expect(why(history.processed('c1', 'orders-0@0'), 'orders-0@0')).toEqual([
    'orders-0@0',
    '',
    '    0.030  shop produced it: appended at offset 0 (leader epoch 0).',
    '    0.030  It was acknowledged to shop.',
    '    0.040  poll() handed it to c1.',
    '    0.050  c1 began to process it.',
    '    0.060  c1 completed it.',
    '',
    'billing processed it once.',
  ]);
});

it('tells groups apart if there are several', () => {
  const history = billing().of('audit').subscribe('a1', 'orders').produced('orders-0@0');
  history.processed('a1', 'orders-0@0').of('billing').processed('c1', 'orders-0@0');
  const lines = why(history, 'orders-0@0');
  expect(lines).toContain('    0.060  audit    a1 completed it.');
  expect(lines).toContain('    0.080  billing  c1 completed it.');
  expect(lines).toContain(
    '    0.040           shop produced it: appended at offset 0 (leader epoch 0).',
  );
});
