/** So many failures at the same record are told one by one. */
const TOLD = 2;

interface Failing {
  readonly key: string;
  count: number;
  /** Where the failures that are summed up stand among the items; −1 if there are none. */
  place: number;
}

/** Who tries the same record over and over: his failures are summed up, his seeks and polls between are left out. */
export class Retries {
  private readonly failing = new Map<string, Failing>();

  /** The process fails at this record. Returns how many failures go into one line with this one, and which line. */
  fails(node: string, key: string, nextPlace: number): { count: number; place: number } {
    const before = this.failing.get(node);
    const now = before?.key === key ? before : { key, count: 0, place: -1 };
    this.failing.set(node, now);
    now.count += 1;
    if (now.count === TOLD + 1) now.place = nextPlace;
    return { count: Math.max(now.count - TOLD, 0), place: now.place };
  }

  /** It gets on, or ends. */
  over(node: string): void {
    this.failing.delete(node);
  }

  isSummedUp(node: string): boolean {
    return (this.failing.get(node)?.count ?? 0) > TOLD;
  }
}
