import { expect, it } from "vitest";
import { behind } from "./answers";
import type { Answered, Words } from "./core/types";

const question = (number: number, dimension: "health" | "income") => ({ number, text: `q${number}`, dimension, by: "household" as const, kind: "answer" as const });
const words = {
  round: { year: 2026, set: "now", name: "", official: true, threshold: null, questions: [question(1, "health"), question(2, "income"), question(4, "health")] },
  questions: { now: { 1: "q1", 2: "q2", 4: "q4" }, old: { 1: "o1", 2: "o2", 3: "o3" } },
} as unknown as Words;
const answered = (set: string, answers: string) => ({ set, answers }) as Answered;

it("shows the answers of one dimension, place by place, where the questions are this year's", () => {
  expect(behind(answered("now", "01-"), "health", words)).toEqual({
    isOnly: true,
    lines: [{ number: 1, text: "q1", answer: "0" }, { number: 4, text: "q4", answer: "-" }],
  });
});

it("shows all that failed of an older set, and says that it is all", () => {
  expect(behind(answered("old", "100"), "health", words)).toEqual({
    isOnly: false,
    lines: [{ number: 2, text: "o2", answer: "0" }, { number: 3, text: "o3", answer: "0" }],
  });
});
