import { expect, it } from "vitest";
import { gather } from "./gather";

const at = (x: number, y: number, of: string) => ({ x, y, of });

it("leaves apart what is apart, and counts what lies together", () => {
  const found = gather([at(10, 10, "a"), at(20, 30, "b"), at(300, 10, "c")], 50);
  expect(found).toEqual([{ x: 15, y: 20, all: ["a", "b"] }, { x: 300, y: 10, all: ["c"] }]);
});

it("loses nobody, and one who came first stands first", () => {
  const points = Array.from({ length: 500 }, (_, n) => at((n * 37) % 400, (n * 91) % 700, `h${n}`));
  const found = gather(points, 52);
  expect(found.flatMap((one) => one.all).sort()).toEqual(points.map((one) => one.of).sort());
  expect(found.length).toBeLessThanOrEqual(8 * 14);
  for (const { all } of found) expect(all).toEqual([...all].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
});

it("holds points west and north of nothing", () => expect(gather([at(-1, -1, "a"), at(1, 1, "b")], 50)).toHaveLength(2));
