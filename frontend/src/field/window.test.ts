import { describe, expect, it } from "vitest";
import { inSight, offsets } from "./window";

describe("the window of a long list", () => {
  const starts = offsets([40, ...Array<number>(1500).fill(120)]);

  it("knows where each begins and where the list ends", () => {
    expect(starts.slice(0, 3)).toEqual([0, 40, 160]);
    expect(starts.at(-1)).toBe(40 + 1500 * 120);
  });

  it("shows all that is in sight and little more, wherever one is", () => {
    for (const top of [-300, 0, 39, 40, 41, 5000, 90_000, 179_000, 181_000]) {
      const { first, last } = inSight(starts, top, 800, 400);
      expect(last - first).toBeLessThanOrEqual(16);
      for (let n = 0; n < starts.length - 1; n++) {
        const seen = starts[n + 1]! > top && starts[n]! < top + 800;
        if (seen) expect(n >= first && n < last).toBe(true);
      }
    }
  });

  it("holds an empty list and one that is shorter than it was", () => {
    expect(inSight(offsets([]), 500, 800, 400)).toEqual({ first: 0, last: 0 });
    expect(inSight(offsets([120]), 90_000, 800, 400)).toEqual({ first: 0, last: 1 });
  });
});
