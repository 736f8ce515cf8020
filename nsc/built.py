"""The built front end: which files belong to a page now, read from Vite's manifest."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.templatetags.static import static

MANIFEST = Path(__file__).parent / "web" / "static" / "built" / "manifest.json"
OFFICE, MAP = "src/app.ts", "src/map.ts"  # what every page of the office has, and what its map has besides
FIELD, WORKER = "src/field/main.ts", "src/field/worker.ts"  # the field application, and what serves it where there is no connection


@dataclass(frozen=True)
class Built:
    """Addresses. All empty when the front end was not built: pages stay readable, only plain."""

    script: str = ""
    styles: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()  # what every Thai page needs before its first paint
    files: tuple[str, ...] = ()  # all that it ever asks for, what is loaded later and the type too: what a cache must hold


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


def field_version() -> str:
    """Of the field application: twelve signs that are others as soon as any file of it is, since these are named by their content. "" where
    it was not built."""
    names = sorted(name for entry in (FIELD, WORKER) for name in built(entry=entry).files)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12] if names else ""


def _parse(manifest: Path) -> dict[str, Built]:
    made = json.loads(manifest.read_text())
    return {name: _files(made, name) for name, each in made.items() if each.get("isEntry", name == OFFICE)}


def _files(made: dict[str, dict], name: str) -> Built:
    at = lambda names: tuple(static(f"built/{name}") for name in dict.fromkeys(names))  # noqa: E731
    now, ever = ([made[each] for each in _needs(made, name, keys)] for keys in (("imports",), ("imports", "dynamicImports")))
    styles, assets = ([file for each in ever for file in each.get(key, ())] for key in ("css", "assets"))
    return Built(
        script=at([made[name]["file"]])[0],
        # What an entry imports comes first, so that its own rules have the last word.
        styles=at(file for each in reversed(now) for file in each.get("css", ())),
        fonts=at(file for file in assets if "thai-400" in file or "latin-400" in file),
        files=at([*(each["file"] for each in ever), *styles, *assets]),
    )


def _needs(made: dict[str, dict], name: str, keys: tuple[str, ...]) -> list[str]:
    """The entry and what it loads, and what that loads: each once."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        if (each := waiting.pop(0)) not in found:
            found[each] = None
            waiting += _loaded(made[each], keys)
    return list(found)


def _loaded(each: dict, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        yield from each.get(key, ())
