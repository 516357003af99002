import { UserError } from '../util/user-error.js';
import type { Scenario } from './model.js';
import { formatDiagnostic } from './parse/diagnostics.js';
import { fromPlain } from './parse/node.js';
import { parseTree } from './parse/parse.js';
import type { ScenarioFile } from './schema.js';

export type { ScenarioFile } from './schema.js';

/**
 * A scenario from TypeScript: the same keys and words as in a file, checked in the same way.
 *
 *     scenario({ summary: '...', topics: { orders: { partitions: 3 } }, steps: [{ start: ['c1'] }] })
 *
 * @throws UserError that names every problem by its path: `consumers.c1.group: ...`
 */
export function scenario(file: ScenarioFile): Scenario {
  const result = parseTree(fromPlain(file), '');
  if ('scenario' in result) return result.scenario;
  const lines = result.diagnostics.map(formatDiagnostic);
  throw new UserError(`this is not a scenario:\n${lines.join('\n')}`);
}
