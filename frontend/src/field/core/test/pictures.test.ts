import { expect, test, vi } from "vitest";
import { fitted, shrink } from "../pictures";

test("the longer side is 1,600 at most, nothing is made larger, nothing becomes nothing", () => {
  expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 });
  expect(fitted(800, 600, 1600)).toEqual({ width: 800, height: 600 });
  expect(fitted(100_000, 1, 24)).toEqual({ width: 24, height: 1 });
});

/** A camera and a canvas of which only the sizes are true: bytes = pixels × quality × `noise`. */
function camera(width: number, height: number, noise: number) {
  const asked: unknown[] = [];
  const close = vi.fn();
  vi.stubGlobal("createImageBitmap", async (_file: Blob, options: unknown) => (asked.push(options), { width, height, close }));
  vi.stubGlobal("OffscreenCanvas", class {
    constructor(readonly width: number, readonly height: number) {}
    getContext() {
      return { fillRect() {}, drawImage() {} };
    }
    async convertToBlob({ quality, type }: { quality: number; type: string }) {
      return new Blob([new Uint8Array(Math.round(this.width * this.height * quality * noise))], { type });
    }
  }); // prettier-ignore
  return { asked, close };
}

test.each([0.1, 0.3, 0.5, 2])("a photograph of any kind (%s bytes a pixel) becomes small enough to send", async (noise) => {
  const { asked, close } = camera(4000, 3000, noise);
  const made = await shrink(new Blob(["x"]));
  expect(made.type).toBe("image/jpeg");
  expect(made.size).toBeLessThanOrEqual(250_000);
  expect(asked).toEqual([{ imageOrientation: "from-image" }]); // upright, before what the camera wrote beside it is gone
  expect(close).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
