/* A newer version waits beside the one in use; it takes over only when it is asked to. */

import { flush } from "./core/drafts";
import { onUpdate } from "./core/updates";

class Update {
  agree = $state.raw<(() => void) | null>(null);

  /** What is being typed is on the flash first; where that fails, nothing is changed. */
  async take() {
    await flush();
    this.agree?.();
  }
}
export const update = new Update();
onUpdate((agree) => (update.agree = agree));
