/** From here on the engine's own sort is faster than insertion. */
const SMALL = 24;

/** Sorts in place, smallest key first; stable. Many short lists is what it is made for: no allocation. */
export function sortByKey(list: number[], key: (item: number) => number): number[] {
  if (list.length > SMALL) return list.sort((a, b) => key(a) - key(b));
  for (let i = 1; i < list.length; i++) {
    const item = list[i] as number; // i < list.length
    const itemKey = key(item);
    let to = i;
    for (; to > 0; to--) {
      const before = list[to - 1] as number; // to > 0
      if (key(before) <= itemKey) break;
      list[to] = before;
    }
    list[to] = item;
  }
  return list;
}
