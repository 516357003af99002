/** Walks a list of things in trace order, applying each once its time has come. */
export class Cursor<T extends { readonly seq: number }> {
  private next = 0;

  constructor(
    private readonly list: readonly T[],
    private readonly apply: (item: T) => void,
  ) {}

  /** Applies what happened before `seq`. */
  upTo(seq: number): void {
    for (;;) {
      const item = this.list[this.next];
      if (item === undefined || item.seq >= seq) return;
      this.next += 1;
      this.apply(item);
    }
  }
}
