import { OutsideStore } from './store.js';

/** An exception of an application that nobody in it has caught. */
export interface UncaughtException {
  /** Virtual ms. */
  readonly at: number;
  readonly consumer: string;
  /** Where it came out: `run`, `onRecord`, `onPartitionsRevoked`. */
  readonly from: string;
  /** What was thrown, stack and all. */
  readonly error: unknown;
}

/** A line that an application has logged. */
export interface LogLine {
  /** Virtual ms. */
  readonly at: number;
  readonly consumer: string;
  readonly text: string;
}

/** What the applications of one run leave behind besides facts. */
export class Journal {
  readonly store = new OutsideStore();
  readonly logs: LogLine[] = [];
  readonly exceptions: UncaughtException[] = [];
}
