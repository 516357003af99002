import type { Scenario } from '../model.js';
import { arrangeDiagnostics, type Diagnostic } from './diagnostics.js';
import type { Node } from './node.js';
import { readYaml } from './read-yaml.js';
import { resolve } from './resolve.js';

export type ParseResult =
  | { readonly scenario: Scenario }
  /** Never empty, in the order of the file. */
  | { readonly diagnostics: readonly Diagnostic[] };

/** Reads the text of a scenario. `file` is what messages call it. */
export function parseScenario(text: string, file: string): ParseResult {
  const { root, problems } = readYaml(text, file);
  if (root === null || problems.length > 0) return { diagnostics: arrangeDiagnostics(problems) };
  return parseTree(root, file);
}

/** The same from a tree: of a file, or of data made in TypeScript (`file` is '' then). */
export function parseTree(root: Node, file: string): ParseResult {
  const result = resolve(root, file);
  if ('scenario' in result) return result;
  const diagnostics = result.problems.map(({ position, path, message, fix }): Diagnostic => {
    return { file, position, path: path.join('.'), message, fix };
  });
  return { diagnostics: arrangeDiagnostics(diagnostics) };
}
