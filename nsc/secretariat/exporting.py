"""A file for analysts, made in the background (nsc worker): counted, let through the gate, written, kept encrypted, told of."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

import polars as pl
from django.db import transaction
from django.utils import timezone

from nsc.access import notices
from nsc.files import tables, uploads
from nsc.jobs import work
from nsc.secretariat import aggregates, datasets, exports, extracts
from nsc.secretariat.models import Export

SHEETS = ("นิยาม", "ข้อมูล")
CHUNK = 2_000  # rows between two reports of progress


@dataclass(frozen=True)
class Made:
    """`outcome`: of the gate, by the names of Export's columns."""

    frame: pl.DataFrame
    about: tuple[tuple[str, str], ...]
    outcome: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, object] = field(default_factory=dict)


def run(job: work.Running, *, export: int) -> dict[str, int]:
    """Started again after a crash, it begins anew where nothing is kept. The rights are asked for again: they may have ended meanwhile."""
    row = Export.objects.select_related("by").get(pk=export)
    if row.made_at is None:
        work.progress(job, 0)
        made = _counted(row, timezone.now())
        with TemporaryFile(dir=uploads.plain_folder()) as file:
            write(row.form, made, file, job)
            file.seek(0)
            _keep(row.pk, made, file, timezone.now())
    return {"export": row.pk}


def _counted(row: Export, at: datetime) -> Made:
    asked = {"by": row.by, "at": at, "area": row.area_code, "year": row.year}
    if row.dataset in extracts.DATASETS:
        found = extracts.export(**asked, dataset=row.dataset, columns=row.columns.split(","), k=row.k)
        outcome = {"left_out": found.gate.left_out, "coarser": found.coarser, "alike": found.gate.alike}
        return Made(found.frame, found.about, outcome)
    told = aggregates.of_areas(**asked, level=row.level) if row.dataset == datasets.AREAS else aggregates.of_indicators(**asked)
    return Made(told.frame, told.about, shapes=told.shapes)


def write(form: str, made: Made, file: IO[bytes], job: work.Running) -> None:
    frame, about = made.frame, made.about
    rows = _told(frame, job)
    match form:
        case datasets.CSV:
            file.writelines(line.encode() for line in tables.lines(frame.columns, rows))
        case datasets.XLSX:
            with tables.workbook(frame.columns, rows, about, SHEETS) as book:
                shutil.copyfileobj(book, file)
        case datasets.PARQUET:
            frame.write_parquet(file, metadata={"about": "\n".join(f"{what}: {said}" for what, said in about)})
        case datasets.GEOJSON:
            features = [
                {"type": "Feature", "geometry": made.shapes.get(row[0]), "properties": dict(zip(frame.columns, row, strict=True))}
                for row in rows
            ]
            whole = {"type": "FeatureCollection", "about": dict(about), "features": features}
            file.write(json.dumps(whole, ensure_ascii=False).encode())
        case _:
            raise ValueError(form)


def _told(frame: pl.DataFrame, job: work.Running) -> Iterator[tuple]:
    for number, row in enumerate(frame.iter_rows()):
        if number % CHUNK == 0:
            work.progress(job, number, frame.height)
        yield row
    work.progress(job, frame.height, frame.height)


@transaction.atomic
def _keep(number: int, made: Made, file: IO[bytes], at: datetime) -> None:
    row = Export.objects.select_for_update(of=("self",)).select_related("by").get(pk=number)
    if row.made_at:  # another worker was quicker
        return
    row.file = uploads.keep(by=row.by, at=at, file=file, name=exports.file_name(row), until=at + exports.KEPT)
    row.rows, row.made_at = made.frame.height, at
    for name, value in made.outcome.items():
        setattr(row, name, value)
    row.save()
    notices.tell(users=[row.by], at=at, kind="extract.ready", href=f"/builder/exports/{row.pk}/", by_channel=(), number=row.pk)
