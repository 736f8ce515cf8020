/* Line icons on a 24 × 24 grid, the same as the office's (nsc/web/icons.py): icons.test.ts holds both together. */
export const ICONS = {
  health: "M12 20.5s-7-4.4-9-8.8a5 5 0 0 1 9-4.2 5 5 0 0 1 9 4.2c-2 4.4-9 8.8-9 8.8z",
  living: "M4 11 12 4l8 7v9H4z M10 20v-5h4v5",
  education: "M2.5 9 12 4.5 21.5 9 12 13.5z M6.5 11v4.5c3 2.3 8 2.3 11 0V11 M21.5 9v5",
  income: "M9 5.5h4.4a3.1 3.1 0 0 1 0 6.2H9z M9 11.7h5.2a3.3 3.3 0 0 1 0 6.6H9z M12 3v2.5 M12 18.3V21",
  access: "M4 20h16 M5 10h14 M12 4l8 6H4z M7 10v10 M12 10v10 M17 10v10",
  place: "M12 21c4.5-4.6 6.8-8 6.8-11A6.8 6.8 0 0 0 5.2 10c0 3 2.3 6.4 6.8 11z M12 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z",
  map: "M9 4 3 6.5v13.5l6-2.5 6 2.5 6-2.5V4l-6 2.5z M9 4v13.5 M15 6.5V20",
  households: "M3 11 9.5 5.5 16 11v8H3z M13.5 7.5 15.5 6 21 10.5V19h-5",
  cases: "M8 5H5.5v15.5h13V5H16 M9 3.5h6v3H9z M8.5 12.5l2 2 4-4 M8.5 17.5h7",
  help: "M3 12.5h3.5l4 2.5h4a1.7 1.7 0 0 0 0-3.4h-3 M14.8 13l4.7-2.6a1.7 1.7 0 0 1 1.7 2.9L13.5 19 8 18.5H3 M12 9.5V4 M9.5 6.5h5",
  more: "M5 12h.01 M12 12h.01 M19 12h.01",
  lock: "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M20 20l-4-4",
  down: "M6 9.5l6 6 6-6",
  right: "M9.5 6l6 6-6 6",
  back: "M20 12H5 M11 6l-6 6 6 6",
  go: "M4 12h15 M13 6l6 6-6 6",
  close: "M6 6l12 12 M18 6 6 18",
  check: "M5 12.5l4.5 4.5L19 7",
  dash: "M7 12h10",
  plus: "M12 5v14 M5 12h14",
  alert: "M12 4 2.5 20h19z M12 10v4.5 M12 17.3h.01",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M12 11v5 M12 8h.01",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M12 7.5V12l3 2",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4.5 20.5c1-4.2 4-6 7.5-6s6.5 1.8 7.5 6",
  people: "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z M2.5 19.5c.8-3.6 3.4-5 6.5-5s5.7 1.4 6.5 5 M16 5a3.3 3.3 0 0 1 0 6.4",
  key: "M8 8.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M11.2 10.2 20 3.5 M16 6.5l3 3",
  shield: "M12 3.5 5 6v6c0 4.5 3 7 7 8.5 4-1.5 7-4 7-8.5V6z M9 12l2.2 2.2L15.5 10",
  undo: "M9 7 4 12l5 5 M4 12h10a6 6 0 0 1 6 6",
} as const;

/** Signs that only the phone has. */
export const OWN = {
  phone: "M6.5 3.5 10 4l1 4.5L8.8 10a12 12 0 0 0 5.2 5.2l1.5-2.2L20 14l.5 3.5c.1 1.6-1 2.9-2.6 3A15.5 15.5 0 0 1 3.5 6.1c.1-1.6 1.4-2.7 3-2.6z",
  send: "M4 12 20.5 4 14 20.5l-2.8-7z M11.2 13.5 20.5 4",
  today: "M5 6h14v14H5z M5 10.5h14 M9 3.5V7 M15 3.5V7 M9 15.2l2 2 4-4",
  camera: "M4 8h3.5L9.5 5h5l2 3H20v11.5H4z M12 10.2a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6z",
  voice: "M12 3.5a3 3 0 0 0-3 3V11a3 3 0 0 0 6 0V6.5a3 3 0 0 0-3-3z M6 11a6 6 0 0 0 12 0 M12 17v3.5 M8.5 20.5h7",
  pen: "M4.5 19.5 6 14.5 16.5 4l3.5 3.5L9.5 18z M14 6.5l3.5 3.5",
  trash: "M5 7h14 M9.5 7V4h5v3 M7 7l1 13.5h8L17 7 M10.3 11v5.5 M13.7 11v5.5",
  offline: "M3 3l18 18 M5 12.5a10 10 0 0 1 4-2.6 M2.5 9.2A14 14 0 0 1 7 6.3 M11.5 5a14 14 0 0 1 10 4.2 M15 10.3a10 10 0 0 1 4 2.2 M8.5 16a5 5 0 0 1 6 0 M12 19.5h.01",
  here: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M12 2v3 M12 19v3 M2 12h3 M19 12h3 M12 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  wipe: "M20 6H9L3.5 12 9 18h11z M12 9.5l5 5 M17 9.5l-5 5",
} as const;

export type IconName = keyof typeof ICONS | keyof typeof OWN;
export const DIMENSIONS = ["health", "living", "education", "income", "access"] as const;
