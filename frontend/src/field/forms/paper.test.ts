import { beforeEach, expect, test } from "vitest";
import { fresh } from "../core/test/phone";
import * as drafts from "../core/drafts";
import * as outbox from "../core/outbox";
import { blank, Paper, unfinished } from "./paper.svelte";

interface Said {
  text: string;
  file: string;
}
const KEY = "h1";
const paper = () => new Paper<Said>(blank("need.record", KEY), { text: "", file: "" });
const picture = () => new Blob([new Uint8Array([1, 2, 3])], { type: "image/png" });

beforeEach(async () => void (await fresh()));

test("a form that was only looked at leaves nothing behind", async () => {
  const form = paper();
  form.step = 3;
  form.keep();
  await drafts.flush();
  expect(await drafts.all()).toEqual([]);
});

test("what is typed is kept with the screen that was open, and found again", async () => {
  const form = paper();
  form.said.text = "ก";
  form.keep();
  form.step = 5;
  form.keep();
  await drafts.flush();
  const found = await unfinished(["need.record"], KEY);
  expect([found?.said, found?.step]).toEqual([{ text: "ก", file: "" }, 5]);
  expect(await unfinished(["need.record"], "h2")).toBeNull();
  expect(await unfinished(["need.record"], KEY, (said) => said["text"] === "ข")).toBeNull();
});

test("a file drawn again takes the place of the one before, and who sends at once has signed", async () => {
  const form = paper();
  void form.name("file", Promise.resolve(picture()));
  void form.name("file", new Promise((drawn) => setTimeout(() => drawn(picture()), 20)));
  await form.settled();
  expect(form.files.map((one) => one.id)).toEqual([form.said.file]);
  expect(await drafts.blob(form.said.file)).not.toBeNull();
  await form.name("file", Promise.resolve(null));
  expect([form.files.length, form.said.file]).toEqual([0, ""]);
});

test("two taps queue once, and nothing of it is kept as a draft afterwards", async () => {
  const form = paper();
  form.said.text = "ก";
  form.keep();
  await Promise.all([form.finish({ needs: [] }), form.finish({ needs: [] })]);
  form.said.text = "ข";
  form.keep();
  await drafts.flush();
  expect([form.sent, (await outbox.queue()).length, (await drafts.all()).length]).toEqual([true, 1, 0]);
});

test("what was thrown away does not come back at the next keystroke", async () => {
  const form = paper();
  form.said.text = "ก";
  form.keep();
  await form.drop();
  form.said.text = "ข";
  form.keep();
  await drafts.flush();
  expect(await drafts.all()).toEqual([]);
});
