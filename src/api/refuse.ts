import { UserError } from '../util/user-error.js';

/** A misuse of the library, with what would have been right: there is no command line that would tell the fix. */
export function refuse(message: string, fix: string): UserError {
  return new UserError(`${message}: ${fix}`, fix);
}

/**
 * True for what is not the application's exception but the end of the run: our refusals, and a test's own assertion
 * that an application has made.
 */
export function endsRun(error: unknown): boolean {
  if (error instanceof UserError) return true;
  if (!(error instanceof Error)) return false;
  return /AssertionError$|^InvariantError$|^SimulationError$/.test(error.name);
}
