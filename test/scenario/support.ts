import type { Scenario } from '../../src/scenario/model.js';
import { formatDiagnostic } from '../../src/scenario/parse/diagnostics.js';
import { parseScenario } from '../../src/scenario/parse/parse.js';

/** The scenario in a text that must be one. */
export function good(text: string): Scenario {
  const result = parseScenario(text, 'x.yaml');
  if ('scenario' in result) return result.scenario;
  throw new Error(result.diagnostics.map(formatDiagnostic).join('\n'));
}

/** What a person is told of a text that must not be a scenario. */
export function bad(text: string): string[] {
  const result = parseScenario(text, 'x.yaml');
  if ('scenario' in result) throw new Error('it is a scenario, but should not be one');
  return result.diagnostics.map(formatDiagnostic);
}

/** A small world, to which a test adds its steps (and more). */
export function world(steps: string, more = ''): string {
  return `summary: a test
topics: { orders: { partitions: 3 }, refunds: }
producers: { shop: { topic: orders, rate: 10/s, count: 20 } }
consumers:
  c1: { group: billing, subscribe: [orders] }
  c2: { like: c1 }
${more}steps:
  - start: [shop, c1]
${steps}
`;
}

/** Without what differs by where it was written: positions and the name of the file. */
export function meaning(scenario: Scenario): unknown {
  return JSON.parse(
    JSON.stringify(scenario, (key, value: unknown) => {
      if (key === 'position' || key === 'file') return undefined;
      return value instanceof Map ? [...value] : value;
    }),
  );
}
