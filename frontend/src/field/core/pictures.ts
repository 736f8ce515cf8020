/* Photographs made small on the phone. Drawn anew, so nothing of what the camera wrote beside the picture (where, when, which phone) goes along. */

import { t } from "./text";
import { Trouble } from "./trouble";

const LONGEST = 1600; // pixels
const WANTED = 250_000; // bytes
const QUALITIES = [0.8, 0.7, 0.6, 0.5, 0.4];
const SMALLER = 0.75; // of the length, where no quality is enough

/** At most 1,600 px and about 250 kB, upright. */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await read(file);
  try {
    let longest = LONGEST;
    for (;;) {
      const canvas = drawn(picture, fitted(picture.width, picture.height, longest));
      for (const quality of QUALITIES) {
        const made = await jpeg(canvas, quality);
        if (made.size <= WANTED) return made;
      }
      longest = Math.round(longest * SMALLER);
    }
  } finally {
    picture.close();
  }
}

/** What a list may show over somebody's shoulder: colours, no faces. */
export async function blurred(file: Blob): Promise<Blob> {
  const picture = await read(file);
  try {
    return await jpeg(drawn(picture, fitted(picture.width, picture.height, 24)), 0.7); // 24 px hold no face; the screen draws it large and soft
  } finally {
    picture.close();
  }
}

export function fitted(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

async function read(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    if ((error as Error).name !== "InvalidStateError" && (error as Error).name !== "EncodingError") throw error;
    throw new Trouble(t("อ่านรูปนี้ไม่ได้ โปรดถ่ายใหม่ หรือเลือกรูปชนิด JPEG หรือ PNG"));
  }
}

function drawn(picture: ImageBitmap, { width, height }: { width: number; height: number }): OffscreenCanvas | HTMLCanvasElement {
  const canvas = typeof OffscreenCanvas === "undefined" ? Object.assign(document.createElement("canvas"), { width, height }) : new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D | null;
  if (!pen) throw new Trouble(t("หน่วยความจำของโทรศัพท์ไม่พอสำหรับรูปนี้ โปรดปิดแอปอื่นแล้วลองอีกครั้ง"));
  pen.fillStyle = "#fff"; // a drawing with clear paper stays readable
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, width, height);
  return canvas;
}

async function jpeg(canvas: OffscreenCanvas | HTMLCanvasElement, quality: number): Promise<Blob> {
  const made =
    "convertToBlob" in canvas
      ? await canvas.convertToBlob({ type: "image/jpeg", quality })
      : await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!made) throw new Trouble(t("หน่วยความจำของโทรศัพท์ไม่พอสำหรับรูปนี้ โปรดปิดแอปอื่นแล้วลองอีกครั้ง"));
  return made;
}
