"""Line icons on a 24 × 24 grid, drawn with the ink of the text around them."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    # the five dimensions
    "health": "M12 20.5s-7-4.4-9-8.8a5 5 0 0 1 9-4.2 5 5 0 0 1 9 4.2c-2 4.4-9 8.8-9 8.8z",
    "living": "M4 11 12 4l8 7v9H4z M10 20v-5h4v5",
    "education": "M2.5 9 12 4.5 21.5 9 12 13.5z M6.5 11v4.5c3 2.3 8 2.3 11 0V11 M21.5 9v5",
    "income": "M9 5.5h4.4a3.1 3.1 0 0 1 0 6.2H9z M9 11.7h5.2a3.3 3.3 0 0 1 0 6.6H9z M12 3v2.5 M12 18.3V21",
    "access": "M4 20h16 M5 10h14 M12 4l8 6H4z M7 10v10 M12 10v10 M17 10v10",
    # places of the office
    "overview": "M4 4h7v9H4z M13 4h7v5h-7z M13 11h7v9h-7z M4 15h7v5H4z",
    "place": "M12 21c4.5-4.6 6.8-8 6.8-11A6.8 6.8 0 0 0 5.2 10c0 3 2.3 6.4 6.8 11z M12 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z",
    "map": "M9 4 3 6.5v13.5l6-2.5 6 2.5 6-2.5V4l-6 2.5z M9 4v13.5 M15 6.5V20",
    "households": "M3 11 9.5 5.5 16 11v8H3z M13.5 7.5 15.5 6 21 10.5V19h-5",
    "referrals": "M4 5h11v4 M4 5v14h8 M7 9h5 M7 12.5h3 M12 15.5h8 M16.5 12l3.5 3.5-3.5 3.5",
    "targets": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z M12 11.5v1",
    "cases": "M8 5H5.5v15.5h13V5H16 M9 3.5h6v3H9z M8.5 12.5l2 2 4-4 M8.5 17.5h7",
    "field-desk": "M8 3h8v18H8z M11 17.5h2 M3 9l2.5 2.5L3 14 M21 9l-2.5 2.5L21 14",
    "help": "M3 12.5h3.5l4 2.5h4a1.7 1.7 0 0 0 0-3.4h-3 M14.8 13l4.7-2.6a1.7 1.7 0 0 1 1.7 2.9L13.5 19 8 18.5H3 M12 9.5V4 M9.5 6.5h5",
    "tambon": "M3 20h18 M5 20v-7l4-3 4 3v7 M13 20V9l3.5-2.5L20 9v11 M8 20v-4h2v4 M4 6.5a3 3 0 0 1 5-1.5M9 5v3",
    "rights": "M5 4h14v16H5z M8.5 9l1.5 1.5L13 7.5 M8.5 15l1.5 1.5 3-3 M15 9.5h1.5 M15 15.5h1.5",
    "indicators": "M4 6h2 M9 6h11 M4 12h2 M9 12h8 M4 18h2 M9 18h5",
    "builder": "M4 5h16v14H4z M8 15.5v-4 M12 15.5V8.5 M16 15.5v-2.5",
    "documents": "M6 3h8l4 4v14H6z M14 3v4h4 M9 12h6 M9 16h6",
    "certified": "M6 3h9l4 4v14H6z M9 13l2.3 2.3L15.5 11 M9 7.5h3.5",
    "meetings": (
        "M4 13h16 M6 13v6 M18 13v6 M12 4a2.2 2.2 0 1 0 0 4.4A2.2 2.2 0 0 0 12 4z M8.5 13a3.5 3.5 0 0 1 7 0 "
        "M4.5 7.5a1.7 1.7 0 1 0 .1 0 M19.5 7.5a1.7 1.7 0 1 0 .1 0"
    ),
    "import": "M12 15V4 M7.5 8.5 12 4l4.5 4.5 M4 15v5h16v-5",
    "people": "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z M2.5 19.5c.8-3.6 3.4-5 6.5-5s5.7 1.4 6.5 5 M16 5a3.3 3.3 0 0 1 0 6.4",
    "audit": "M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12z M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "glass": "M6 3h12l-1.5 9.5a4.5 4.5 0 0 1-9 0z M12 17v4 M8 21h8 M10 6l2.5 2.5L11 11",
    "privacy": "M12 3.5 5 6.2v5.3c0 4.4 3 7.6 7 9 4-1.4 7-4.6 7-9V6.2z M9 12l2.2 2.2 3.8-4.2",
    "definitions": "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3z M5 17a3 3 0 0 1 3-3h11 M9 8h6",
    "organisation": "M4 20V5h9v15 M13 10h7v10 M2.5 20h19 M7 9h3 M7 13h3 M16 14h1",
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z M10 20.5a2.2 2.2 0 0 0 4 0",
    "components": "M4 4h6v6H4z M14 4h6v6h-6z M4 14h6v6H4z M17 14v6 M14 17h6",
    "more": "M5 12h.01 M12 12h.01 M19 12h.01",
    # acts and signs
    "lock": "M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z M20 20l-4-4",
    "down": "M6 9.5l6 6 6-6",
    "up": "M6 14.5l6-6 6 6",
    "right": "M9.5 6l6 6-6 6",
    "back": "M20 12H5 M11 6l-6 6 6 6",
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
    "phone": "M7 2.5h10v19H7z M10.5 18.5h3",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4.5 20.5c1-4.2 4-6 7.5-6s6.5 1.8 7.5 6",
    "sign-out": "M14 4H5v16h9 M10 12h10 M16.5 8.5 20 12l-3.5 3.5",
    "light": (
        "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2.5v2 M12 19.5v2 M2.5 12h2 "
        "M19.5 12h2 M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4 M5.3 18.7l1.4-1.4 M17.3 6.7l1.4-1.4"
    ),
    "dark": "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    "auto": "M12 3.5a8.5 8.5 0 1 0 0 17z M12 3.5a8.5 8.5 0 0 1 0 17",
    "language": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z M3.5 12h17 M12 3.5c-5 5-5 12 0 17 M12 3.5c5 5 5 12 0 17",
    "key": "M8 8.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M11.2 10.2 20 3.5 M16 6.5l3 3",
    "shield": "M12 3.5 5 6v6c0 4.5 3 7 7 8.5 4-1.5 7-4 7-8.5V6z M9 12l2.2 2.2L15.5 10",
    "keyboard": "M3 6.5h18v11H3z M6.5 10h.01 M10 10h.01 M13.5 10h.01 M17 10h.01 M8 14h8",
    "print": "M7 9V4h10v5 M7 17H4V9h16v8h-3 M7 14h10v6H7z",
}


@lru_cache(maxsize=1_000, typed=True)  # typed: a title that is safe already is not the same as one that reads so
def icon(name: str, css: str = "", title: str = "") -> SafeString:
    """Decoration unless `title` gives it a meaning of its own."""
    said = format_html('role="img" aria-label="{}"', title) if title else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon {}" viewBox="0 0 24 24" {}><path d="{}"/></svg>', css, said, ICONS[name])
