import { t } from "./core/text";
import { Trouble } from "./core/trouble";

/** A sentence for the screen. What is no Trouble is a fault of ours: it is said as such, and stays in the console for who looks for it. */
export function because(error: unknown): string {
  if (error instanceof Trouble) return error.because;
  console.error(error);
  return t("เกิดข้อผิดพลาดในแอป สิ่งที่พิมพ์ไว้ยังอยู่ในโทรศัพท์ โปรดปิดแล้วเปิดแอปใหม่ หากยังเป็นอยู่ให้แจ้งผู้ดูแลระบบ ({what})", { what: error instanceof Error ? error.name : "?" });
}
