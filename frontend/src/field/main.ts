import "./field.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { speak } from "./core/text";
import { language, theme, wear } from "./looks";

async function begin() {
  wear(theme());
  document.documentElement.lang = language();
  await speak();
  mount(App, { target: document.getElementById("field")! });
}
void begin();
