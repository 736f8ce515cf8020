"""The dictionary by which people are found by name: each given name and surname once, and on every member the numbers of theirs.

Kept where names are stored (responses.add, lists.publish) and where they go (privacy.erasure); nothing else has to think of it. Whether a
member counts at the moment is said by the batch, as everywhere.
"""

from collections.abc import Collection, Iterator

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from nsc import bulk, sounds
from nsc.surveys.models import ListedPerson, Member, NameWord, Round

NAMES = ("first_name", "last_name")
WORDS = ("first_word_id", "last_word_id")
NOBODY = {"first_word": None, "last_word": None}
KEY = {"text": pl.Binary, "sound": pl.Binary}


def added(people: pl.DataFrame) -> pl.DataFrame:
    """With WORDS beside NAMES; words that nobody bore before are registered. Null where there is no name."""
    names = pl.concat([people[name] for name in NAMES]).drop_nulls().unique()
    known = _known(names)
    for name, word in zip(NAMES, WORDS, strict=True):
        people = people.join(known.rename({"name": name, "id": word}), on=name, how="left", maintain_order="left")
    return people


@transaction.atomic
def refresh(round: Round) -> None:
    """From the stored names, for all members of a round."""
    schema = {"id": pl.Int64, **dict.fromkeys(NAMES, pl.String), **dict.fromkeys(WORDS, pl.Int64), "year": pl.Int64, "area_code": pl.String}
    rows = bulk.read(Member.objects.filter(response__round=round), schema | {"response__area_code": pl.String})
    told = added(rows.select("id", *NAMES, area_code="response_area_code").with_columns(year=pl.lit(round.survey_year, dtype=pl.Int64)))
    fresh = told.select("id", *WORDS, "year", "area_code")
    for chunk in fresh.join(rows, on=fresh.columns, how="anti", nulls_equal=True).iter_slices(bulk.CHUNK):
        bulk.update(Member, chunk)


@transaction.atomic
def refresh_listed() -> None:
    """The same for those whom lists name."""
    schema = {"id": pl.Int64, **dict.fromkeys(NAMES, pl.String), **dict.fromkeys(WORDS, pl.Int64)}
    rows = bulk.read(ListedPerson.objects.all(), schema)
    fresh = added(rows.select("id", *NAMES)).select("id", *WORDS)
    for chunk in fresh.join(rows, on=fresh.columns, how="anti", nulls_equal=True).iter_slices(bulk.CHUNK):
        bulk.update(ListedPerson, chunk)


def of(members: Q, listed: Q) -> set[int]:
    """The words of these people's names."""
    pairs = [*Member.objects.filter(members).values_list(*WORDS), *ListedPerson.objects.filter(listed).values_list(*WORDS)]
    return {word for pair in pairs for word in pair if word}


def sweep(words: Collection[int] | None = None) -> int:
    """Of these words (or of all) those that nobody bears any more: a rare surname tells of its family. How many went. None while an import
    is under way, whose people stand nowhere yet; `nsc recount` takes up what was left."""
    if Round.objects.filter(importing__isnull=False).exists():
        return 0
    borne = [Exists(model.objects.filter(**{key: OuterRef("pk")})) for model in (Member, ListedPerson) for key in NOBODY]
    lone = NameWord.objects.exclude(borne[0] | borne[1] | borne[2] | borne[3])
    if words is None:
        return lone.delete()[0]
    wanted = sorted(words)
    return sum(lone.filter(pk__in=wanted[start : start + 500]).delete()[0] for start in range(0, len(wanted), 500))


def keyed(names: pl.Series) -> pl.DataFrame:
    """name, text and sound of every name that has a letter in it."""
    rows = [(name, text.encode(), sounds.sound(name).encode()) for name in names.to_list() if (text := sounds.plain(name))]
    return pl.DataFrame(rows, {"name": pl.String, **KEY}, orient="row")


def _known(names: pl.Series) -> pl.DataFrame:
    """name, id. Somebody else may register the same words meanwhile: theirs are taken."""
    wanted = keyed(names)
    new = wanted.unique(list(KEY)).join(_stored(wanted), on=list(KEY), how="anti")
    for chunk in new.iter_slices(bulk.CHUNK):
        NameWord.objects.bulk_create(_made(chunk), ignore_conflicts=True, batch_size=1_000)
    return wanted.join(_stored(wanted), on=list(KEY)).select("name", "id")


def _made(rows: pl.DataFrame) -> Iterator[NameWord]:
    return (NameWord(text=text, sound=sound) for text, sound in rows.select(*KEY).iter_rows())


def _stored(wanted: pl.DataFrame) -> pl.DataFrame:
    return bulk.read_some(NameWord.objects.all(), "text", wanted["text"].unique(), KEY | {"id": pl.Int64})
