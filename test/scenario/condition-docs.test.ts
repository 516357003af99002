import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMS, REQUESTS, STATES } from '../../src/scenario/condition-forms.js';

const page = readFileSync(new URL('../../docs/conditions.md', import.meta.url), 'utf8');

describe('docs/conditions.md', () => {
  it('lists every form, and no other', () => {
    const listed = [...page.matchAll(/^- `(.*)`$/gm)].map((match) => match[1]);
    expect(listed).toEqual(FORMS.map(({ words }) => words.join(' ')));
  });

  it('names every state, and every word for a request', () => {
    for (const state of STATES) expect(page).toContain(`\`${state}\``);
    const words = [...REQUESTS.keys()].filter((word) => /^[a-z]/.test(word));
    for (const word of words) expect(page).toContain(`\`${word}\``);
  });
});
