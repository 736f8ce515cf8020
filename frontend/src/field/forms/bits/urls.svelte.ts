/* Addresses of pictures that lie in the phone's boxes, given back when the screen goes. */

import * as drafts from "../../core/drafts";
import { blurred } from "../../core/pictures";

class Urls {
  #made = new Map<string, Promise<string | null>>();

  /** Of a file of a draft, as it is or only its colours. Null where it is not there any more. */
  of(id: string, how: "clear" | "blurred" = "clear"): Promise<string | null> {
    const name = `${how}/${id}`;
    const known = this.#made.get(name) ?? this.#make(id, how);
    this.#made.set(name, known);
    return known;
  }
  async #make(id: string, how: "clear" | "blurred"): Promise<string | null> {
    const blob = await drafts.blob(id);
    return blob && URL.createObjectURL(how === "clear" ? blob : await blurred(blob));
  }
  /** What was shown stays in memory no longer than its form. */
  async forget() {
    const made = [...this.#made.values()];
    this.#made.clear();
    for (const url of await Promise.all(made)) if (url) URL.revokeObjectURL(url);
  }
}
export const urls = new Urls();
