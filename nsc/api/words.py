"""What the rooms below and the schemas say, in the language of whoever asks."""

from collections.abc import Iterator, Mapping

from django.utils.translation import get_language, gettext
from pydantic import BaseModel

from nsc.poverty.small import is_hidden

SAID = ("description", "summary", "title")  # of an OpenAPI document


def said(message: str, values: Mapping[str, object] | None = None) -> str:
    """Translated first, then filled. An empty message stays empty: gettext("") would be the catalogue's header."""
    return gettext(message).format(**(values or {})) if message else ""


def in_words(thai: str, english: str) -> str:
    """The name of an indicator or problem."""
    return english if (get_language() or "th").startswith("en") and english else thai


def reason(found) -> str:
    """A reason of a rank (poverty.priority.Reason) without its points."""
    return said(found.label, {name: f"{value:,}" for name, value in found.values.items()})


def definitions(shape: type[BaseModel], **parts: type[BaseModel]) -> dict[str, str]:
    """What each field counts: the descriptions of the schema, so that a number never travels without its meaning. Fields of a part of the
    answer go by "part.field"."""
    return dict(_described("", shape)) | {name: means for part, own in parts.items() for name, means in _described(f"{part}.", own)}


def _described(before: str, shape: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in shape.model_fields.items():
        if field.description and name != "definitions":
            yield before + name, gettext(field.description)


def told(row: Mapping[str, object]) -> dict[str, object]:
    """A row of figures as JSON can say it: what is kept back is null, and named."""
    kept = [name for name, value in row.items() if is_hidden(value)]
    return {name: None if name in kept else value for name, value in row.items()} | {"kept": kept}


def translated(node: object) -> object:
    """An OpenAPI document with all that people read in it in their language."""
    if isinstance(node, dict):
        return {key: _in_language(key, value) for key, value in node.items()}
    return [translated(each) for each in node] if isinstance(node, list) else node


def _in_language(key: str, value: object) -> object:
    if key in SAID and isinstance(value, str):
        return gettext(value) if value else value
    return [gettext(tag) for tag in value] if key == "tags" and isinstance(value, list) else translated(value)
