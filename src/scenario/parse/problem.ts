import type { Node, Path } from './node.js';

/** Something wrong at a node; the file is filled in later. */
export interface Problem {
  readonly node: Node;
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
}
