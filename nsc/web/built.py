"""The built front end: which files belong to the page now, read from Vite's manifest."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "static" / "built" / "manifest.json"


@dataclass(frozen=True)
class Built:
    """Addresses for base.html. All empty when the front end was not built: pages stay readable, only plain."""

    script: str = ""
    styles: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()  # what every Thai page needs before its first paint


OFFICE, MAP = "src/app.ts", "src/map.ts"  # what every page has, and what its own page has besides
_read: dict[Path, tuple[float, dict[str, Built]]] = {}


def built(manifest: Path = MANIFEST, entry: str = OFFICE) -> Built:
    """Read again whenever the manifest changes, so `npm run watch` needs no restart."""
    try:
        changed = manifest.stat().st_mtime
    except FileNotFoundError:
        return Built()
    if manifest not in _read or _read[manifest][0] != changed:
        _read[manifest] = (changed, _parse(manifest))
    return _read[manifest][1].get(entry, Built())


def _parse(manifest: Path) -> dict[str, Built]:
    return {name: _files(made) for name, made in json.loads(manifest.read_text()).items() if made.get("isEntry", name == OFFICE)}


def _files(entry: dict) -> Built:
    fonts = [asset for asset in entry.get("assets", ()) if "thai-400" in asset or "latin-400" in asset]
    at = lambda name: static(f"built/{name}")  # noqa: E731
    return Built(at(entry["file"]), tuple(map(at, entry.get("css", ()))), tuple(map(at, fonts)))
