/* Points that would lie on each other under a finger become one that counts them. */

export interface At<T> {
  x: number; // pixels
  y: number;
  of: T;
}
export interface Gathered<T> {
  x: number; // the middle of those it holds
  y: number;
  all: T[]; // in the order they came
}

/** By squares of `side` pixels: the same points fall into the same squares wherever the map is moved to. */
export function gather<T>(points: readonly At<T>[], side: number): Gathered<T>[] {
  const squares = new Map<string, Gathered<T>>();
  for (const { x, y, of } of points) {
    const square = `${Math.floor(x / side)} ${Math.floor(y / side)}`;
    const found = squares.get(square) ?? { x: 0, y: 0, all: [] };
    const n = found.all.length;
    found.x = (found.x * n + x) / (n + 1);
    found.y = (found.y * n + y) / (n + 1);
    found.all.push(of);
    squares.set(square, found);
  }
  return [...squares.values()];
}
