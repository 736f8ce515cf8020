/* Where the phone is. */

import { moment, t } from "./text";
import { Trouble } from "./trouble";

export interface Here {
  lat: number;
  lon: number;
  accuracy: number; // metres
  at: string;
}

const PATIENCE = 20_000;
const GOOD = 30; // metres: good enough to stop waiting
const DENIED = 1;
const TIMED_OUT = 3;

/** The best that came within twenty seconds; at once where it is good. A first fix without network takes long under a tin roof. */
export function here(): Promise<Here> {
  return new Promise((done, failed) => {
    if (!navigator.geolocation) return failed(new Trouble(t("โทรศัพท์นี้บอกตำแหน่งไม่ได้")));
    let best: Here | null = null;
    const end = (error?: Trouble) => {
      navigator.geolocation.clearWatch(watch);
      clearTimeout(timer);
      if (best) done(best);
      else failed(error ?? outside());
    };
    const timer = setTimeout(end, PATIENCE);
    const watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        if (best && best.accuracy <= coords.accuracy) return;
        const { latitude, longitude, accuracy } = coords;
        best = { lat: round(latitude), lon: round(longitude), accuracy: Math.round(accuracy), at: moment(new Date(timestamp)) };
        if (accuracy <= GOOD) end();
      },
      ({ code }) => end(code === DENIED ? denied() : code === TIMED_OUT ? outside() : unavailable()),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  });
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6; // a tenth of a metre

const denied = () => new Trouble(t("ยังไม่ได้อนุญาตให้แอปใช้ตำแหน่ง แตะรูปกุญแจข้างที่อยู่เว็บ เลือก “สิทธิ์” แล้วเปิด “ตำแหน่ง” จากนั้นลองอีกครั้ง ถ้ายังไม่ได้ ให้เปิด GPS ในการตั้งค่าของโทรศัพท์"));
const outside = () => new Trouble(t("ยังหาตำแหน่งไม่พบ โปรดออกไปที่โล่ง รอสักครู่ แล้วลองอีกครั้ง หรือบันทึกต่อโดยไม่ใส่ตำแหน่งก็ได้"));
const unavailable = () => new Trouble(t("โทรศัพท์หาตำแหน่งไม่ได้ โปรดเปิด GPS ในการตั้งค่าของโทรศัพท์ แล้วลองอีกครั้ง"));
