/** Order of UTF-16 code units, as Java's String.compareTo; never the order of a locale. */
export function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
