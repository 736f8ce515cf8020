import "./field.css";
import { mount } from "svelte";
import App from "./App.svelte";
import * as sync from "./core/sync";
import { speak } from "./core/text";
import * as updates from "./core/updates";
import { language, theme, wear } from "./looks";

async function begin() {
  wear(theme());
  document.documentElement.lang = language();
  await speak().catch((error: unknown) => console.error("the words of the other language are not to be had: Thai", error));
  const place = document.getElementById("app")!;
  place.replaceChildren();
  mount(App, { target: place });
  sync.start();
  await updates.start();
}
void begin();
