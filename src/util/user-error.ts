/**
 * Something the person who runs cohort can mend: a bad file, a bad option. `where` is `file:line:col` or
 * the option's name; `fix` is the nearest thing that would have worked. Caught in `cli/main` only.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    readonly fix?: string,
  ) {
    super(message);
  }
}
