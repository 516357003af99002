import type { Position } from '../model.js';
import type { Path } from './node.js';

/** Something wrong at a place of the tree; the file is filled in later. */
export interface Problem {
  readonly position: Position | null;
  readonly path: Path;
  readonly message: string;
  readonly fix: string;
}
