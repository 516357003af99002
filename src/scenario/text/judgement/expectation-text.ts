import type { Expectation } from '../../model-steps.js';

/** What an expectation looks at, in the reader's words. */
export function expectationText(fact: Expectation, expected: string): string {
  if (fact.kind !== 'describe') return inWords(fact, expected);
  const view = fact.view === 'offsets' ? '' : ` --${fact.view}`;
  return `the table of --describe --group ${fact.group}${view}${fact.verbose ? ' --verbose' : ''}`;
}

/** What was expected, or found, said as one would say it of nothing. */
export function inWords(fact: Expectation, text: string): string {
  switch (fact.kind) {
    case 'members':
      return text.replace(/^the members of (.*) are none$/, '$1 has no members');
    case 'committed':
      return text.replace(/^(.* has committed) (.*) at none$/, '$1 nothing of $2');
    case 'processed':
      return text.replace(/^processed never/, 'not processed');
    default:
      return text;
  }
}
