import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateTables } from '../../src/scenario/update.js';
import { good, world } from './support.js';

const TABLE = 'GROUP    TOPIC\nbilling  orders';

/** The table that step `index` expects. */
function tableOf(text: string, index: number): string | undefined {
  const action = good(text).steps[index]?.actions.find(({ kind }) => kind === 'expect');
  return action?.kind === 'expect' && action.fact.kind === 'describe'
    ? action.fact.table
    : undefined;
}

describe('update of tables', () => {
  it.each([
    [
      'a block',
      '  - expect:\n      describe: billing\n      table: |\n        old\n        lines\n  - at: 5s',
    ],
    [
      'a block with a comment',
      '  - expect:\n      describe: billing\n      table: | # why\n        old\n\n  # next\n  - at: 5s',
    ],
    [
      'a block without its last line break',
      '  - expect:\n      describe: billing\n      table: |-\n        old\n  - at: 5s',
    ],
    [
      'a block in between',
      '  - expect:\n      table: |\n        old\n      describe: billing\n  - at: 5s',
    ],
    [
      'a folded block',
      '  - expect:\n      describe: billing\n      table: >\n        old\n  - at: 5s',
    ],
    [
      'a text in quotes',
      '  - expect:\n      describe: billing\n      table: "old" # why\n  - at: 5s',
    ],
    ['braces', '  - expect: { describe: billing, table: "old" }\n  - at: 5s'],
    ['braces with a comment', '  - expect: { describe: billing, table: "old" } # why\n  - at: 5s'],
    [
      'braces with more',
      '  - expect: { describe: billing, table: old, lag: { billing: 0 } }\n  - at: 5s',
    ],
    [
      'braces over lines',
      '  - expect: { describe: billing, # why\n        table: "old" }\n  - at: 5s',
    ],
    [
      'braces in a map',
      '  - after: 1s\n    expect: { describe: billing, table: "old" }\n  - at: 5s',
    ],
    [
      'a step in braces',
      '  - { after: 1s, expect: { describe: billing, table: "old" } }\n  - at: 5s',
    ],
    ['no table yet', '  - expect:\n      describe: billing # why\n  - at: 5s'],
    ['no table yet, in braces', '  - expect: { describe: billing }\n  - at: 5s'],
    ['no table yet, a step in braces', '  - { expect: { describe: billing } }\n  - at: 5s'],
    ['the last step', '  - expect:\n      describe: billing\n      table: |\n        old'],
  ])('%s', (_, steps) => {
    for (const eol of ['\n', '\r\n']) {
      const text = world(steps).replaceAll('\n', eol);
      const updated = updateTables(text, new Map([[1, `\n${TABLE}  \n\n`]]));
      expect(tableOf(updated, 1), updated).toBe(TABLE);
      // Nothing else has changed.
      const rest = (step: string) => good(step).steps.map(({ trigger }) => trigger);
      expect(rest(updated)).toEqual(rest(text));
      for (const comment of text.match(/# \w+/g) ?? []) expect(updated).toContain(comment);
      expect(
        updated
          .split('\n')
          .every((line) => line.endsWith('\r') === (eol === '\r\n') || line === ''),
      ).toBe(true);
      // A second time changes nothing.
      expect(updateTables(updated, new Map([[1, TABLE]]))).toBe(updated);
    }
  });

  it('writes a block that people can read, and leaves everything around it alone', () => {
    const text = `# First
summary: x   # odd   spacing
topics:   {orders: }
consumers: { c1: { group: billing, subscribe: orders } }

steps:
  - start: c1   # go

  # the state of things
  - expect: { describe: billing, table: "…" } # at this instant

  - at:   5s
`;
    expect(updateTables(text, new Map([[1, TABLE]]))).toBe(`# First
summary: x   # odd   spacing
topics:   {orders: }
consumers: { c1: { group: billing, subscribe: orders } }

steps:
  - start: c1   # go

  # the state of things
  - expect: # at this instant
      describe: billing
      table: |
        GROUP    TOPIC
        billing  orders

  - at:   5s
`);
  });

  it('several tables at once; steps without one are left alone', () => {
    const steps = `  - expect: { describe: billing, table: a }
  - at: 5s
  - expect:
      describe: billing
      table: |
        b
`;
    const text = world(steps);
    const updated = updateTables(
      text,
      new Map([
        [1, 'one'],
        [2, 'none'],
        [3, 'three'],
        [99, 'x'],
      ]),
    );
    expect([tableOf(updated, 1), tableOf(updated, 3)]).toEqual(['one', 'three']);
    expect(
      updateTables(
        text,
        new Map([
          [1, 'a'],
          [3, 'b\n'],
        ]),
      ),
    ).toBe(text);
  });

  it('whatever the table: it is read back as it was', () => {
    const line = fc.constantFrom(
      '',
      'a  b',
      '  indented',
      '# x',
      '- y',
      'k: v',
      '"q"',
      '\\',
      '…',
      '|',
    );
    const shape = fc.constantFrom(
      '  - expect: { describe: billing, table: old }',
      '  - expect:\n      describe: billing\n      table: |\n        old',
      '  - { expect: { describe: billing, table: old } }',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), shape, (lines, step) => {
        const table = lines.join('\n');
        const updated = updateTables(world(step), new Map([[1, table]]));
        const expected = table.replace(/^\n+|\n+$/g, '');
        expect(tableOf(updated, 1), updated).toBe(expected);
        expect(updateTables(updated, new Map([[1, table]]))).toBe(updated);
      }),
    );
  });
});
