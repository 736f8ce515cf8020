"""Line icons on a 24 × 24 grid, drawn with the ink of the text around them."""

ICONS = {
    # the five dimensions
    "health": "M12 20.5s-7-4.4-9-8.8a5 5 0 0 1 9-4.2 5 5 0 0 1 9 4.2c-2 4.4-9 8.8-9 8.8z",
    "living": "M4 11 12 4l8 7v9H4z M10 20v-5h4v5",
    "education": "M2.5 9 12 4.5 21.5 9 12 13.5z M6.5 11v4.5c3 2.3 8 2.3 11 0V11 M21.5 9v5",
    "income": "M9 5.5h4.4a3.1 3.1 0 0 1 0 6.2H9z M9 11.7h5.2a3.3 3.3 0 0 1 0 6.6H9z M12 3v2.5 M12 18.3V21",
    "access": "M4 20h16 M5 10h14 M12 4l8 6H4z M7 10v10 M12 10v10 M17 10v10",
    # places of the office
    "overview": "M4 4h7v9H4z M13 4h7v5h-7z M13 11h7v9h-7z M4 15h7v5H4z",
    "map": "M9 4 3 6.5v13.5l6-2.5 6 2.5 6-2.5V4l-6 2.5z M9 4v13.5 M15 6.5V20",
    "households": "M3 11 9.5 5.5 16 11v8H3z M13.5 7.5 15.5 6 21 10.5V19h-5",
    "indicators": "M4 6h2 M9 6h11 M4 12h2 M9 12h8 M4 18h2 M9 18h5",
    "import": "M12 15V4 M7.5 8.5 12 4l4.5 4.5 M4 15v5h16v-5",
    "audit": "M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "definitions": "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3z M5 17a3 3 0 0 1 3-3h11 M9 8h6",
    "components": "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M17 14v6 M14 17h6",
    "more": "M5 12h.01 M12 12h.01 M19 12h.01",
    # acts and signs
    "lock": "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M20 20l-4-4",
    "down": "M6 9.5l6 6 6-6",
    "right": "M9.5 6l6 6-6 6",
    "go": "M4 12h15 M13 6l6 6-6 6",
    "close": "M6 6l12 12 M18 6 6 18",
    "check": "M5 12.5l4.5 4.5L19 7",
    "dash": "M7 12h10",
    "unknown": "M9 9a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2.1 M12 17.5h.01",
    "plus": "M12 5v14 M5 12h14",
    "up-trend": "M4 17l6-6 4 4 6-8 M15 7h5v5",
    "down-trend": "M4 7l6 6 4-4 6 8 M15 17h5v-5",
    "same": "M5 9h14 M5 15h14",
    "alert": "M12 4 2.5 20h19z M12 10v4.5 M12 17.3h.01",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M12 11v5 M12 8h.01",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M12 7.5V12l3 2",
    "file": "M6 3h8l4 4v14H6z M14 3v4h4",
    "table": "M4 5h16v14H4z M4 10h16 M4 14.5h16 M10 10v9",
    "undo": "M9 7 4 12l5 5 M4 12h10a6 6 0 0 1 6 6",
    "save": "M12 4v10 M7.5 10 12 14.5 16.5 10 M4 16v4h16v-4",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4.5 20.5c1-4.2 4-6 7.5-6s6.5 1.8 7.5 6",
    "sign-out": "M14 4H5v16h9 M10 12h10 M16.5 8.5 20 12l-3.5 3.5",
    "light": (
        "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2.5v2 M12 19.5v2 M2.5 12h2 "
        "M19.5 12h2 M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4 M5.3 18.7l1.4-1.4 M17.3 6.7l1.4-1.4"
    ),
    "dark": "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    "auto": "M12 3.5a8.5 8.5 0 1 0 0 17z M12 3.5a8.5 8.5 0 0 1 0 17",
    "language": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M3.5 12h17 M12 3.5c-5 5-5 12 0 17 M12 3.5c5 5 5 12 0 17",
    "print": "M7 9V4h10v5 M7 17H4V9h16v8h-3 M7 14h10v6H7z",
}
