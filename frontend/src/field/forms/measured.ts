/* What the survey's questions come to when they are asked again, by the server's own rule (nsc/poverty/union.py, casework/visit_rules.py):
   a dimension fails where any of its questions does. Shown before sending; the server decides again. */

import type { Answered, Dimension, Question } from "../core/types";

export const DIMENSIONS: Dimension[] = ["health", "living", "education", "income", "access"];
export type Change = "gone" | "still" | "new" | "never";
export type Answers = Record<string, string>; // by the question's number: 1 passes, 0 fails, - does not apply

/** With the verdict on income following from the number, where both it and the threshold of the year are known. */
export function withIncome(questions: Question[], answers: Answers, income: number | null, threshold: number | null): Answers {
  const asked = questions.find((one) => one.kind === "income");
  if (!asked || income === null || Number.isNaN(income) || threshold === null) return answers;
  return { ...answers, [asked.number]: income >= threshold ? "1" : "0" };
}

/** As the server stores them, one character a question in their order; "" where one is not answered. */
export function inOrder(questions: Question[], answers: Answers): string {
  const said = [...questions].sort((one, other) => one.number - other.number).map((one) => answers[one.number] ?? "");
  return said.every(Boolean) ? said.join("") : "";
}

/** The other way round. */
export function byNumber(questions: Question[], answers: string): Answers {
  const sorted = [...questions].sort((one, other) => one.number - other.number);
  return answers.length === sorted.length ? Object.fromEntries(sorted.map((one, place) => [one.number, answers[place]!])) : {};
}

export function failing(questions: Question[], answers: Answers): Dimension[] {
  return DIMENSIONS.filter((dimension) => questions.some((one) => one.dimension === dimension && answers[one.number] === "0"));
}

/** What became of each dimension. */
export function changes(before: Dimension[], now: Dimension[]): Record<Dimension, Change> {
  const verdict = (dimension: Dimension): Change => {
    if (before.includes(dimension)) return now.includes(dimension) ? "still" : "gone";
    return now.includes(dimension) ? "new" : "never";
  };
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, verdict(dimension)])) as Record<Dimension, Change>;
}

/** The answers to show beside the questions: those of the same set, the newest. */
export function last(rounds: Answered[], measured: Answered | null, set: string): Answered | null {
  const same = [measured, ...rounds].filter((one): one is Answered => one !== null && one.set === set);
  const when = (one: Answered) => one.on ?? `${one.year}-01-01`;
  return same.sort((one, other) => when(other).localeCompare(when(one)))[0] ?? null;
}
