/* Whom to visit next among the farmers, and what of them a search finds. No clock, no network: values in, rows out. */

import type { Draft, Farmer, Key, PlotVisit, Queued, Season, Words } from "./core/types";
import { plain } from "./find";
import { SOON } from "./today";

export type FarmerGroup = "late" | "soon" | "rest";

export interface FarmerRow {
  key: Key;
  farmer: Farmer;
  village: string;
  next: string | null; // the day that was agreed at the newest visit
  days: number | null; // until then; negative is late
  last: PlotVisit | null;
  group: FarmerGroup;
  waits: boolean;
  refused: boolean;
  begun: boolean;
  hay: string;
}

const DAY = 86_400_000;

/** The season that a visit is of unless one says otherwise; null where none runs. */
export const running = (farmer: Farmer | null): Season | null => farmer?.seasons.find((one) => !one.finished) ?? null;

/** The newest visit of all that are known here. */
export function lastOf(farmer: Farmer): PlotVisit | null {
  const all = farmer.seasons.flatMap((one) => one.visits);
  return all.reduce<PlotVisit | null>((newest, one) => (newest === null || one.on > newest.on ? one : newest), null);
}

export interface Asked {
  words: Words | null;
  today: string;
  queued?: readonly Queued[];
  drafts?: readonly Pick<Draft, "household">[];
}

/** The day due first; then who was visited longest ago, or never. */
export function farmerRows(farmers: readonly Farmer[], { words, today, queued = [], drafts = [] }: Asked): FarmerRow[] {
  const villages = new Map(words?.places.map((one) => [one.code, one.name]));
  const of = (...states: Queued["state"][]) => new Set(queued.filter((one) => states.includes(one.state)).map((one) => one.household));
  const [waits, refused, begun] = [of("waiting", "sending", "held"), of("refused"), new Set(drafts.map((one) => one.household))];
  const made = farmers.map((farmer): FarmerRow => {
    const last = lastOf(farmer);
    const next = running(farmer) ? (last?.next_on ?? null) : null;
    const days = next ? Math.round((Date.parse(next) - Date.parse(today)) / DAY) : null;
    const village = villages.get(farmer.area) ?? "";
    return {
      key: farmer.key, farmer, village, next, days, last,
      group: days === null || days > SOON ? "rest" : days < 0 ? "late" : "soon",
      waits: waits.has(farmer.key), refused: refused.has(farmer.key), begun: begun.has(farmer.key),
      hay: plain([farmer.name, village, farmer.crop, farmer.product].join(" | ")),
    }; // prettier-ignore
  });
  return made.sort((a, b) => {
    const due = (a.days ?? Infinity) - (b.days ?? Infinity);
    if (due && !Number.isNaN(due)) return due;
    const since = (a.last?.on ?? "").localeCompare(b.last?.on ?? "");
    return since || a.farmer.area.localeCompare(b.farmer.area) || a.farmer.name.localeCompare(b.farmer.name, "th");
  });
}
