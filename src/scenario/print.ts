import { Document, isMap, isSeq, Scalar, visit } from 'yaml';
import type { Scenario } from './model.js';
import type { ScenarioFile } from './schema.js';
import { toFile } from './to-file.js';

const LINE_WIDTH = 100;

/** A scenario as YAML that a person can read and run: for one that was built, generated or shrunk. */
export function printScenario(scenario: Scenario): string {
  return printFile(toFile(scenario));
}

export function printFile(file: ScenarioFile): string {
  const document = new Document(file, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      // A table keeps its lines.
      if (typeof node.value === 'string' && node.value.includes('\n')) {
        node.type = Scalar.BLOCK_LITERAL;
      }
    },
    Collection: (_, node, path) => {
      // Sections, their entries and the keys of a step stand line by line; the rest goes in braces.
      const depth = path.filter((part) => isMap(part) || isSeq(part)).length;
      const inList = path.some((part) => isSeq(part));
      const table = isMap(node) && node.has('table');
      if (depth >= (inList ? 3 : 2) && !table) node.flow = true;
      return undefined;
    },
  });
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}
