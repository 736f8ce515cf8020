import { expect, it } from "vitest";
import { finder, plain } from "./find";

const hay = plain("น.ส.ประไพ แก้วกำเนิด | ด.ช.อนันต์ แก้วกำเนิด | 125/2 | 0417 | บ้านนาขอม หมู่ 4");

it.each([
  ["ประไพ", true],
  ["แกว", true], // tone marks are not needed
  ["อนันต", true], // nor the silent sign
  ["แก้ว ประ", true], // in any order
  ["125", true],
  ["๑๒๕/๒", true], // Thai digits
  ["25", false], // a number is read from its beginning
  ["/2", false],
  ["0417", true],
  ["นาขอม 125", true],
  ["สมชาย", false],
  ["ประไพ สมชาย", false],
  ["(", false], // no pattern of anything
  ["", true],
  ["   ", true],
])("%s is found: %s", (typed, found) => expect(finder(typed)(hay)).toBe(found));
