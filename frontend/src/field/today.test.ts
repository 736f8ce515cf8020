import { describe, expect, it } from "vitest";
import type { Case, Household, Queued, Words } from "./core/types";
import { distance, grouped, rows, sieve, tasks } from "./today";

const TODAY = "2026-11-26";

const home = (key: string, more: Partial<Household> = {}): Household => ({
  key, id: 0, digest: "", area: "60010203", no: "1", code: "", lat: null, lon: null, located: false, phone: "", people: [], rounds: [], measured: null,
  points: null, reasons: [], target: null, case: null, visits: [], needs: [], offered: [], plan: null, help: [], consents: [], may: ["visit", "verify"],
  photographs: [], story: [], clashes: [], ...more,
}); // prettier-ignore
const kase = (due: string | null, more: Partial<Case> = {}): Case => ({ number: 1, state: "assigned", turn: "mentor", due, late: false, purposes: ["first"], emergency: false, ...more });
const ours = (...households: Household[]) => rows(households, { words: null, today: TODAY }).map((row) => row.key);
const sent = (household: string, verb: Queued["verb"], state: Queued["state"]): Queued => ({ id: "a", verb, household, done_at: TODAY, state, because: "", clashes: 0, files: [] });

describe("the order of today", () => {
  it("begins with emergencies, then what is overdue longest, then what is due soonest, then the rest", () => {
    const list = ours(
      home("nothing"),
      home("month", { case: kase("2026-12-24") }),
      home("tomorrow", { case: kase("2026-11-27") }),
      home("late-1", { case: kase("2026-11-25", { late: true }) }),
      home("late-9", { case: kase("2026-11-17", { late: true }) }),
      home("emergency", { case: kase("2026-12-20", { emergency: true }) }),
      home("week", { case: kase("2026-12-03") }),
    );
    expect(list).toEqual(["emergency", "late-9", "late-1", "tomorrow", "week", "month", "nothing"]);
  });

  it("puts what is near before the rest, but never before what is overdue or due soon", () => {
    const here = { lat: 15.7, lon: 100.1 };
    const at = (lat: number) => ({ lat, lon: 100.1 });
    const list = rows(
      [home("far", at(15.9)), home("near-2", at(15.71)), home("near-1", at(15.701)), home("soon", { ...at(15.9), case: kase("2026-11-28") })],
      { words: null, today: TODAY, here },
    );
    expect(list.map((row) => [row.key, row.group])).toEqual([["soon", "soon"], ["near-1", "near"], ["near-2", "near"], ["far", "rest"]]);
  });

  it("among equals takes the more urgent by points, and is the same however the list comes in", () => {
    const list = [home("h2", { points: 5 }), home("h10", { points: 5 }), home("h1", { points: 70 }), home("h3")];
    expect(ours(...list)).toEqual(["h1", "h2", "h10", "h3"]);
    expect(ours(...[...list].reverse())).toEqual(["h1", "h2", "h10", "h3"]);
  });

  it("counts a heading's households and keeps the order", () => {
    const items = grouped(rows([home("a", { case: kase("2026-11-20") }), home("b"), home("c")], { words: null, today: TODAY }));
    expect(items.map((item) => (item.kind === "head" ? `${item.group} ${item.count}` : item.row.key))).toEqual(["late 1", "a", "rest 2", "b", "c"]);
  });
});

describe("what is to be done", () => {
  it("is the appointment, where there is one, and not the same visit twice", () => {
    const visits = [{ number: 3, purpose: "first", state: "planned", on: null, planned: "2026-11-30", by: "", mine: true, submission: null }];
    expect(tasks(home("h1", { case: kase("2026-12-24"), visits }), TODAY).map((one) => one.kind)).toEqual(["appointment"]);
  });

  it("does not ask for a visit that waits to be sent, but does for one that was refused", () => {
    const due = home("h1", { case: kase("2026-11-20") });
    expect(tasks(due, TODAY, [sent("h1", "visit.record", "waiting")])).toEqual([]);
    expect(tasks(due, TODAY, [sent("h1", "visit.record", "refused")])).toHaveLength(1);
    expect(tasks(due, TODAY, [sent("h2", "visit.record", "waiting")])).toHaveLength(1);
  });

  it("is nothing of ours where it is another's turn", () => {
    expect(tasks(home("h1", { case: kase("2026-11-20", { turn: "district" }) }), TODAY)).toEqual([]);
  });

  it("names a step only when it is mine and near", () => {
    const step = (number: number, due: string, mine: boolean) => ({ number, what: `s${number}`, who: "", due, state: "open", baht: null, mine });
    const plan = { number: 1, version: 1, state: "approved", goal: "", agree: false, steps: [step(1, "2026-11-20", true), step(2, "2027-03-01", true), step(3, "2026-11-20", false)] };
    expect(tasks(home("h1", { plan }), TODAY).map((one) => one.of)).toEqual(["s1"]);
  });

  it("is shown by what was narrowed to", () => {
    const list = rows([home("late", { case: kase("2026-11-20") }), home("soon", { case: kase("2026-11-27") }), home("quiet")], { words: null, today: TODAY });
    expect(sieve(list, "late").map((row) => row.key)).toEqual(["late"]);
    expect(sieve(list, "visit").map((row) => row.key)).toEqual(["late", "soon"]);
    expect(sieve(list, "all")).toHaveLength(3);
  });
});

describe("marks of a row", () => {
  it("say what waits, what was refused, what is begun and what is new since yesterday", () => {
    const story = [{ on: "2026-11-26", kind: "plan.approve", by: "" }];
    const row = (key: string) => rows([home("h1", { story }), home("h2")], {
      words: null, today: TODAY, seen: "2026-11-25T08:00:00Z", drafts: [{ household: "h2" }], queued: [sent("h1", "need.record", "held"), sent("h2", "need.record", "refused")],
    }).find((one) => one.key === key)!; // prettier-ignore
    expect(row("h1")).toMatchObject({ waits: true, refused: false, begun: false, fresh: true });
    expect(row("h2")).toMatchObject({ waits: false, refused: true, begun: true, fresh: false });
  });

  it("are not new by what I did myself, and are by what others did on the day of my last look", () => {
    const words = { me: { name: "ฉัน" }, places: [] } as unknown as Words;
    const fresh = (on: string, by: string) => rows([home("h1", { story: [{ on, kind: "visit.record", by }] })], { words, today: TODAY, seen: "2026-11-25T08:00:00Z" })[0]!.fresh;
    expect([fresh("2026-11-26", "ฉัน"), fresh("2026-11-25", "อำเภอ"), fresh("2026-11-24", "อำเภอ")]).toEqual([false, true, false]);
  });
});

it("knows how far a house is: Pak Nam Pho to Phayuha Khiri is about 25 km", () => {
  expect(distance({ lat: 15.7009, lon: 100.1369 }, 15.4755, 100.1353) / 1000).toBeCloseTo(25.06, 1);
});
