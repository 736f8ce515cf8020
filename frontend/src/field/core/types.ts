/* What both sides speak of (docs/field.md). Days are "YYYY-MM-DD", moments ISO 8601, money baht; null is not known. */

export type Dimension = "health" | "living" | "education" | "income" | "access";
export type Key = string; // "h123", or the uuid of a household made here; "f12" of a farmer

export interface Person {
  id: number;
  title: string;
  first: string;
  last: string;
  relation: string;
  sex: string; // m, f or ""
  age: number | null;
  born: string | null;
  stage: string; // life stage, "" where the age is not known
  specials: string[];
  occupation: string;
  education: string;
  phone: string;
}

export interface Answered {
  year: number; // CE
  set: string; // code of the indicator set
  answers: string; // 1 passes, 0 fails, - does not apply; one for each question of the set
  failing: Dimension[];
  income: number | null; // baht a person and year
  on: string | null;
}

export interface Case {
  number: number;
  state: string;
  turn: string; // whose: mentor, district, …
  due: string | null;
  late: boolean;
  purposes: string[]; // of visits that fit now, the usual one first
  emergency: boolean;
}

export interface Visit {
  number: number;
  purpose: string;
  state: string; // planned, done, missed
  on: string | null;
  planned: string | null;
  by: string;
  mine: boolean; // planned for who asks
  submission: string | null;
}

export interface Need {
  number: number;
  dimension: string;
  person: number | null;
  indicator: number | null;
  set: string;
  problem: string;
  text: string;
  urgency: string;
  state: string;
}

/** A deprivation that the newest answer shows and no unfinished need names. */
export interface Offered {
  dimension: string;
  indicator: number;
  set: string;
  person: number | null;
}

export interface Step {
  number: number;
  what: string;
  who: string;
  due: string;
  state: string;
  baht: number | null;
  mine: boolean; // may be said done by who asks
}

export interface Plan {
  number: number;
  version: number;
  state: string;
  goal: string;
  agree: boolean; // waits for the household's word
  steps: Step[];
}

export interface Help {
  number: number;
  what: string;
  baht: number | null;
  on: string | null;
  state: string; // promised, delivered, confirmed
  from: string; // the office
  fulfil: boolean; // may be handed over by who asks
  check: boolean; // its use may be checked
}

export interface Happened {
  on: string;
  kind: string; // verb, as the audit spells it
  by: string;
}

/** A field that two people changed differently, until somebody decides. */
export interface Clash {
  number: number;
  person: number | null;
  field: string;
  stands: string;
  said: string;
  stands_by: string;
  said_by: string;
}

export interface Household {
  key: Key;
  id: number;
  digest: string;
  area: string; // village code
  no: string; // house number
  code: string; // last four digits of the house code, or ""
  lat: number | null;
  lon: number | null;
  located: boolean; // somebody stood there and said so
  phone: string;
  people: Person[]; // the head first
  rounds: Answered[]; // newest first, at most two
  measured: Answered | null; // the survey's questions asked again at a visit, the newest
  points: number | null; // of the priority
  reasons: string[];
  target: number | null; // a target that waits to be verified
  case: Case | null;
  visits: Visit[]; // appointments, and the last three done
  needs: Need[]; // unfinished
  offered: Offered[];
  plan: Plan | null;
  help: Help[]; // promised, or given within a year
  consents: string[]; // purposes that hold
  may: string[]; // consent, photograph, help, propose, …: what who asks may do here
  photographs: number[];
  story: Happened[]; // the last four, newest first
  clashes: Clash[];
}

/** What was seen on a plot; what was measured is of the season so far. */
export interface PlotVisit {
  number: number;
  on: string;
  stage: string; // a key of Words.crops, or ""
  seen: string;
  advice: string;
  followed: string; // a key of Words.followed: of the advice before it
  why: string;
  planted: number | null; // square wa
  yielded: number | null; // in the season's unit
  earned: number | null;
  spent: number | null;
  next_on: string | null;
  pictures: number; // how many: they are at the office
  by: string;
  submission: string | null; // where a phone sent it
}

export interface Season {
  number: number;
  year: number; // CE
  name: string;
  starts: string;
  ends: string;
  unit: string;
  finished: boolean;
  planned: number | null;
  yield_before: number | null;
  income_before: number | null;
  yield_after: number | null;
  income_after: number | null;
  visits: PlotVisit[]; // the last three, newest first
}

/** Who works with the tambon. No household, and none is told of. */
export interface Farmer {
  key: Key;
  id: number;
  digest: string;
  area: string; // village of the plot
  tambon: string;
  name: string;
  phone: string; // only for who has said when to come again
  crop: string;
  product: string;
  plot: number | null; // square wa
  seasons: Season[]; // those that run, the newest first; where none does, the last
}

export interface Named {
  code: string;
  name: string;
}

export interface Question {
  number: number;
  text: string;
  dimension: Dimension | "";
  by: "person" | "household";
  kind: "answer" | "income"; // income: decided by the number asked, against the threshold
}

/** A place to draw: its outline as rings of [lon, lat], simplified; villages have a point. */
export interface Place {
  code: string;
  name: string;
  rings: [number, number][][];
  point: [number, number] | null;
}

/** What is the same for all households: questions, lists to choose from, places, and who I am. */
export interface Words {
  digest: string;
  me: { id: number; name: string; office: string };
  round: { year: number; set: string; name: string; official: boolean; threshold: number | null; questions: Question[] } | null;
  questions: Record<string, Record<number, string>>; // texts by set, for answers of other rounds
  dimensions: Named[];
  problems: Named[];
  purposes: Named[];
  urgencies: Named[];
  colours: Named[];
  missed: Named[]; // why a visit was not made
  verified: Named[]; // results of a verification
  uses: Named[]; // of help, at a check
  states: Record<string, string>; // of cases, visits, needs, steps, plans and help: "case.assigned" → name
  happened: Record<string, string>; // verb → name
  stages: Named[];
  specials: Named[];
  relations: string[];
  titles: string[];
  kinds: Named[]; // of photographs
  kin: Named[]; // kinds of being missed (proposals)
  programmes: { code: string; name: string; form: string; household: boolean }[];
  help_kinds: Named[];
  help_forms: Named[];
  crops: Named[]; // stages of a crop, or of animals
  followed: Named[]; // whether advice was followed
  lines: { before: Named[]; in: Named[]; out: Named[] }; // of the household account: kinds, and lines
  consents: { purpose: string; name: string; why: string }[];
  notice: { version: number; text: string };
  places: Place[];
}

export interface Bundle {
  now: string;
  all: string;
  same: boolean;
  ask: boolean; // something is new, and `have` was not said: ask again with it
  more: number; // households that would be mine too, and were too many: the most urgent are here
  more_farmers: number; // likewise: those whom somebody means to visit soonest are here
  households: Household[];
  farmers: Farmer[];
  gone: Key[];
  words: Words | null;
}

export type Verb =
  | "visit.record"
  | "visit.miss"
  | "visit.photograph"
  | "visit.voice"
  | "household.change"
  | "household.missed"
  | "need.record"
  | "need.meet"
  | "plan.agree"
  | "step.finish"
  | "help.deliver"
  | "help.fulfil"
  | "help.check"
  | "account.record"
  | "farmer.visit"
  | "farmer.photograph"
  | "submission.drop";

export type Payload = Record<string, unknown>;

/** What somebody is in the middle of saying. Kept at every keystroke. */
export interface Draft {
  id: string; // becomes the id of the submission
  verb: Verb;
  household: Key;
  begun: string;
  changed: string;
  step: number; // the screen that was open
  said: Payload;
  files: Attached[];
  instead_of: string | null;
}

/** A picture, signature or voice note of a draft; its bytes are kept apart. `said`: the rest of its own payload. */
export interface Attached {
  id: string;
  verb: "visit.photograph" | "visit.voice" | "farmer.photograph" | ""; // "" where the payload of the draft names it
  type: string;
  size: number;
  said: Payload;
}

/** One submission as the list of what waits shows it. */
export interface Queued {
  id: string;
  verb: Verb;
  household: Key;
  done_at: string;
  state: "waiting" | "sending" | "held" | "stored" | "refused"; // held: at the server, waits for another or for a file
  because: string;
  clashes: number;
  files: { id: string; size: number; sent: number }[];
}

export interface Synced {
  at: string | null; // the last time that all went through
  is_running: boolean;
  waiting: number; // submissions
  refused: number;
  bytes: { total: number; sent: number };
  trouble: "" | "offline" | "server" | "unknown" | "ended" | "full" | "outdated"; // unknown: the server does not know this phone (vault.renew)
  because: string;
}
