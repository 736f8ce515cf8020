import { expect, it } from "vitest";
import office from "../../../../nsc/web/icons.py?raw";
import { ICONS } from "./icons";

it("draws the office's own signs", () => {
  for (const [name, path] of Object.entries(ICONS)) expect(office, name).toContain(`"${name}": "${path}"`);
});
