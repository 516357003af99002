/** One write to the outside store, made while a record was processed. */
export interface Effect {
  /** Virtual ms. */
  readonly at: number;
  /** The consumer. */
  readonly consumer: string;
  readonly key: string;
  readonly value: string | null;
  /** The records that it is of: `orders-0@3`, or `orders-0@3..5` for several. */
  readonly records: readonly string[];
}

/**
 * A store outside of Kafka that all applications of a run share: a database, a mailbox. It outlives every crash, and
 * a write is in it at the instant at which it is made. Applications read it; `effect` writes.
 */
export class OutsideStore {
  readonly #values = new Map<string, string | null>();
  readonly #effects: Effect[] = [];

  /** What was written under this key last; undefined if nothing was. */
  get(key: string): string | null | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** How many keys it holds. */
  get size(): number {
    return this.#values.size;
  }

  /** Key and value, in order of first writing. */
  entries(): [string, string | null][] {
    return [...this.#values];
  }

  /** Every write there was, in order. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** For the simulator. @internal */
  static write(store: OutsideStore, effect: Effect): void {
    store.#values.set(effect.key, effect.value);
    store.#effects.push(effect);
  }
}
