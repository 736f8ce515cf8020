/* A long list shows only what is in sight. Heights are known, so nothing is measured while the finger moves. */

/** Where each item begins, and last where the list ends. */
export function offsets(heights: readonly number[]): number[] {
  const found = [0];
  for (const height of heights) found.push(found[found.length - 1]! + height);
  return found;
}

/** The items from `first` to before `last` that touch the window, and `spare` pixels above and below. */
export function inSight(starts: readonly number[], top: number, height: number, spare: number): { first: number; last: number } {
  const count = starts.length - 1;
  if (count <= 0) return { first: 0, last: 0 };
  const first = Math.min(count - 1, Math.max(0, after(starts, top - spare) - 1));
  return { first, last: Math.min(count, Math.max(first + 1, after(starts, top + height + spare))) };
}

/** The first index whose start lies beyond `at`. */
function after(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
