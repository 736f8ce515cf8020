/** What went wrong, in a sentence for the screen: what it is, and how to mend it. */
export class Trouble extends Error {
  constructor(
    readonly because: string,
    /** For who must act on it: "full" (no room on the phone), "locked", "offline", "server", "ended", "unknown" (the server does not know this phone). */
    readonly kind: "" | "full" | "locked" | "offline" | "server" | "ended" | "unknown" = "",
    readonly status = 0,
    readonly told: Record<string, unknown> = {},
  ) {
    super(because);
    this.name = "Trouble";
  }
}
