"""A browser, in words: what it says of itself is a page of history that nobody should have to read."""

from django.utils.translation import gettext as _

BROWSERS = (  # in this order: most of them also call themselves by the names of others
    ("Line/", "LINE"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def named(browser: str) -> str:
    """As in: Chrome on Android."""
    found = [next((name for sign, name in known if sign in browser), "") for known in (BROWSERS, SYSTEMS)]
    if not all(found):
        return next(filter(None, found), "") or _("อุปกรณ์ที่ไม่รู้จัก")
    return _("%(browser)s บน %(system)s") % {"browser": found[0], "system": found[1]}
