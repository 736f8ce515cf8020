/* The answers behind a dimension. A round of another set of questions knows their texts, but not which dimension each belongs to:
   then all that failed are shown, and the screen says so. */

import type { Answered, Dimension, Words } from "./core/types";

export interface Line {
  number: number;
  text: string;
  answer: "1" | "0" | "-";
}

export interface Behind {
  lines: Line[];
  isOnly: boolean; // of this dimension only
}

export function behind(answered: Answered, dimension: Dimension, words: Words): Behind {
  const texts = words.questions[answered.set] ?? {};
  const known = words.round?.set === answered.set ? words.round.questions : [];
  const numbers = known.length ? known.map((one) => one.number).sort((a, b) => a - b) : Object.keys(texts).map(Number).sort((a, b) => a - b);
  const ours = new Set(known.filter((one) => one.dimension === dimension).map((one) => one.number));
  const own = new Map(known.map((one) => [one.number, one.text]));
  const lines = numbers.map((number, at): Line => ({ number, text: own.get(number) ?? texts[number] ?? "", answer: (answered.answers[at] ?? "-") as Line["answer"] }));
  return known.length ? { lines: lines.filter((one) => ours.has(one.number)), isOnly: true } : { lines: lines.filter((one) => one.answer === "0"), isOnly: false };
}
