import { expect, test } from "vitest";
import { changed, clashing, fate, overlaid, shown } from "../merge";
import type { Saying } from "../outbox";
import type { Draft, Payload, Verb } from "../types";
import { household, WORDS } from "./lists";

const saying = (verb: Verb, said: Payload, key = "h1"): Saying => ({ id: `id-${verb}`, verb, household: key, done_at: "2026-11-26T09:00:00+07:00", said, files: [] });
const over = (verb: Verb, said: Payload, told = household()) => overlaid([told], [saying(verb, said)], [], WORDS)[0]!;

test("only what is not as it was shown is a change, with what it was", () => {
  const before = shown(household());
  const typed = shown(household());
  expect(changed(before, typed)).toBeNull();
  typed.fields.phone = " 089 ";
  typed.people["6"]!.occupation = "";
  expect(changed(before, typed)).toEqual({ fields: { phone: { from: "081", to: "089" } }, people: { "6": { occupation: { from: "รับจ้าง", to: "" } } } });
});

test.each([["081", "changes"], ["089", "same"], ["077", "clash"]])("081 → 089 where %s stands now: %s", (stands, what) => {
  expect(fate({ from: "081", to: "089" }, stands)).toBe(what);
});

test("what two people changed differently is shown before it is sent; different fields are no clash", () => {
  const change = { fields: { phone: { from: "081", to: "089" } }, people: { "5": { last_name: { from: "มีสุข", to: "มีศรี" } } } };
  const now = household("h1", { phone: "077", no: "99" });
  expect(clashing(change, now)).toEqual([{ person: "", field: "phone", pair: { from: "081", to: "089" }, stands: "077" }]);
});

test("a change counts at once, so that the next one begins from it", () => {
  const after = over("household.change", {
    fields: { phone: { from: "081", to: "089" }, position: { from: "", to: "15.7,100.1" }, head: { from: "5", to: "6" } },
    people: { 6: { born_on: { from: "", to: "1996-05-01" } } },
  });
  expect(after).toMatchObject({ phone: "089", lat: 15.7, lon: 100.1, located: true });
  expect(after.people[0]).toMatchObject({ id: 6, born: "1996-05-01" });
  expect(changed(shown(after), shown(after))).toBeNull();
});

test("my visit is there before it is sent: done, its needs, its answers, its consent; the appointment is gone", () => {
  const appointment = { number: 3, purpose: "progress", state: "planned", on: null, planned: "2026-11-26", by: "", mine: true, submission: null };
  const offered = [{ dimension: "living", indicator: 2, set: "jpt-2566", person: null }];
  const after = over(
    "visit.record",
    { purpose: "progress", on: "2026-11-26", appointment: 3, answers: "10", income: 30_000, verified: "still_poor", consents: [{ purpose: "help" }], needs: [{ dimension: "living", indicator: 2, urgency: "month" }] },
    household("h1", { visits: [appointment], target: 9, offered }),
  );
  expect(after.visits).toEqual([{ number: 0, purpose: "progress", state: "done", on: "2026-11-26", planned: null, by: "สมใจ ใจดี", mine: true, submission: "id-visit.record" }]);
  expect(after).toMatchObject({ target: null, offered: [], consents: ["help"], needs: [{ number: 0, state: "open", indicator: 2 }] });
  expect(after.measured).toMatchObject({ answers: "10", failing: ["living"], income: 30_000 });
  expect(after.story[0]).toEqual({ on: "2026-11-26", kind: "visit.record", by: "สมใจ ใจดี" });
});

test("a visit that the list knows already is not shown twice", () => {
  const visit = { number: 44, purpose: "progress", state: "done", on: "2026-11-26", planned: null, by: "สมใจ", mine: true, submission: "id-visit.record" };
  const told = household("h1", { visits: [visit] });
  expect(over("visit.record", { on: "2026-11-26" }, told)).toEqual(told);
});

test("what was done at the house is done: needs met, steps finished, help handed over and checked, the plan agreed", () => {
  const need = { number: 4, dimension: "living", person: null, indicator: 2, set: "", problem: "", text: "", urgency: "", state: "open" };
  const step = { number: 6, what: "ซ่อมหลังคา", who: "", due: "", state: "doing", baht: null, mine: true };
  const plan = { number: 1, version: 1, state: "draft", goal: "", agree: true, steps: [step] };
  const help = { number: 8, what: "ข้าวสาร", baht: 300, on: null, state: "promised", from: "", fulfil: true, check: true };
  const told = household("h1", { needs: [need], plan, help: [help] });
  expect(over("need.meet", { need: 4 }, told).needs).toEqual([]);
  expect(over("plan.agree", { plan: 1 }, told).plan!.agree).toBe(false);
  expect(over("step.finish", { step: 6 }, told).plan!.steps[0]).toMatchObject({ state: "done", mine: false });
  expect(over("help.fulfil", { assistance: 8, on: "2026-11-26" }, told).help[0]).toMatchObject({ state: "delivered", on: "2026-11-26", fulfil: false });
  expect(over("help.check", { assistance: 8 }, told).help[0]!.check).toBe(false);
  const given = over("help.deliver", { what: "ข้าวสาร", baht: 300, need: 4, step: 6, meets_need: true }, told);
  expect(given.help[0]).toMatchObject({ number: 0, what: "ข้าวสาร", state: "delivered", from: "อบต.หนองปลิง" });
  expect([given.needs, given.plan!.steps[0]!.state]).toEqual([[], "done"]);
  expect(over("help.deliver", { what: "ข้าวสาร", need: 4 }, told).needs).toHaveLength(1);
});

test("an appointment that was missed says so", () => {
  const appointment = { number: 3, purpose: "progress", state: "planned", on: null, planned: "2026-11-26", by: "", mine: true, submission: null };
  expect(over("visit.miss", { visit: 3 }, household("h1", { visits: [appointment] })).visits[0]!.state).toBe("missed");
});

test("a household that no list knows is one here, takes what is done to it, and becomes the server's when that tells of it", () => {
  const missed = saying("household.missed", { who: { area: "60010101", first_name: "แดง", house_no: "7" }, on: "2026-11-26" }, "made-here");
  const need = saying("need.record", { needs: [{ dimension: "income" }] }, "made-here");
  expect(overlaid([], [missed, need], [], WORDS)).toMatchObject([{ key: "made-here", id: 0, no: "7", people: [{ first: "แดง" }], needs: [{ dimension: "income" }] }]);
  const known = overlaid([household("h9")], [missed, need].map((one) => ({ ...one, became: "h9" })), [], WORDS);
  expect(known).toMatchObject([{ key: "h9", needs: [{ dimension: "income" }] }]);
});

test("an unfinished visit is shown as one, and changes nothing else", () => {
  const draft: Draft = { id: "d", verb: "visit.record", household: "h1", begun: "", changed: "", step: 0, said: { verified: "still_poor" }, files: [], instead_of: null };
  const after = overlaid([household("h1", { target: 9 })], [], [draft], WORDS)[0]!;
  expect(after.visits).toMatchObject([{ state: "draft", submission: "d" }]);
  expect(after.target).toBe(9);
});
