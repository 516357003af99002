/** What `value` makes: immer drafts plain objects only, so an instance, and all that is reached through it, is safe. */
class Value {}

/**
 * A value out of plain fields: it may be held by a state, a message and a fact at the same time, because nothing ever
 * drafts or changes it. Messages and records have classes of their own, which are cheaper to make.
 */
export function value<T extends object>(fields: T): Readonly<T> {
  return Object.assign(new Value(), fields);
}
