/** Takes one item out of a short list and closes the gap: what `splice` does, without making a list of what went. */
export function removeAt(list: unknown[], index: number): void {
  for (let i = index + 1; i < list.length; i++) list[i - 1] = list[i];
  list.pop();
}
