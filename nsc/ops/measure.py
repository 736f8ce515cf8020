"""`nsc measure`: Alkire–Foster measures of any table, for economists. Contract: formats/survey.md, section 5. Needs no database.

What the contract leaves open, decided here:

- Rows come by over level (rounds ascending, as numbers if all are), then changes (every pair of rounds, absolute before relative); within
  these the whole sample, then each `--by` column with its groups ascending as text; within these by measure, indicator and cut-off in the
  order of the spec.
- The groups and rounds are those of complete rows. With `--over` each group has a row in each round, undefined with n = 0 where it was not
  seen.
- A change counts the rows of both rounds in n, is a share too (−0.25 = a quarter less), and has no interval where both levels are certain.
- `1.0`, `0.0`, true and false are read as 1 and 0, NaN as empty: that is how tables with gaps leave other programs.
"""

import argparse
import csv
import io
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from nsc.errors import Refused, _
from nsc.ops import words
from nsc.poverty.arrays import Bools, Ints
from nsc.poverty.estimates import Estimate, Sample, estimates, sample
from nsc.poverty.over_time import development
from nsc.poverty.spec import Spec, parse

HELP = _("คำนวณดัชนีความยากจนหลายมิติ (Alkire–Foster) จากตาราง CSV หรือ Parquet")
NEEDS_DATABASE = False

HEADING = ("measure", "indicator", "k", "by", "group", "b", "se", "ll", "ul", "n")
HEADING_OVER = ("measure", "indicator", "k", "by", "group", "over", "change", "b", "se", "ll", "ul", "n")
MANY_LEFT_OUT = 0.05


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", required=True, type=Path, metavar="FILE", help=words.of(_("ตารางข้อมูล .csv (UTF-8) หรือ .parquet")))
    parser.add_argument("--spec", required=True, type=Path, metavar="SPEC.json", help=words.of(_("ข้อกำหนดของดัชนี")))
    parser.add_argument("--by", type=_columns, default=[], metavar="A,B", help=words.of(_("แยกตามกลุ่มของคอลัมน์ A แล้วของ B (ไม่ไขว้กัน)")))
    parser.add_argument("--over", metavar="C", help=words.of(_("เทียบระหว่างรอบในคอลัมน์ C")))


def run(args: argparse.Namespace) -> int:
    try:
        text = measured(args.data, args.spec, args.by, args.over)
    except Refused as refused:
        words.refuse(refused)
        return 2
    sys.stdout.write(text)
    return 0


def measured(data: Path, spec_file: Path, by: Sequence[str], over: str | None) -> str:
    """The whole answer as CSV; left-out rows are told on standard error."""
    spec = parse(_text(spec_file))
    of, table = _complete(_table(data, spec, [*by, *([over] if over else [])]), spec, 2 if data.suffix.lower() == ".csv" else 1)
    divisions = [_whole(len(table)), *(_codes(_filled(table[column])) for column in by)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if over:
        writer.writerow(HEADING_OVER)
        writer.writerows(_over_rows(of, divisions, _rounds(_filled(table[over]))))
    else:
        writer.writerow(HEADING)
        for division in divisions:
            writer.writerows(_level_rows(of, division))
    return out.getvalue()


# — rows out —


class Division(NamedTuple):
    """The groups one `--by` column makes of the rows; row i is in group `place[i]`, −1 in none."""

    by: str
    groups: list[str]
    place: Ints


def _level_rows(of: Sample, division: Division) -> Iterator[list[str]]:
    found = [(_names(of.spec, each), _cells(each)) for each in estimates(of, division.place, len(division.groups))]
    for place, group in enumerate(division.groups):
        for names, cells in found:
            yield [*names, division.by, group, *cells[place]]


def _over_rows(of: Sample, divisions: Sequence[Division], over: Division) -> Iterator[list[str]]:
    """All levels first, then all changes; so every division is worked out once and its rows are kept till their turn."""
    rounds = len(over.groups)
    blocks: dict[tuple[str, str], list[list[str]]] = {(level, ""): [] for level in over.groups}
    for division in divisions:
        found = list(development(of, division.place, len(division.groups), over.place, rounds))
        names = [_names(of.spec, each.level) for each in found]
        levels = [_cells(each.level) for each in found]
        changes = [{pair: _cells(change) for pair, change in each.changes.items()} for each in found]
        for place, group in enumerate(division.groups):
            for t, level in enumerate(over.groups):
                blocks[level, ""] += [
                    [*name, division.by, group, level, "", *cells[place * rounds + t]] for name, cells in zip(names, levels, strict=True)
                ]
            for t0, t1, kind in changes[0]:
                pair = f"{over.groups[t0]}>{over.groups[t1]}"
                blocks.setdefault((pair, kind), []).extend(
                    [*name, division.by, group, pair, kind, *cells[t0, t1, kind][place]] for name, cells in zip(names, changes, strict=True)
                )
    for rows in blocks.values():
        yield from rows


def _names(spec: Spec, estimate: Estimate) -> tuple[str, str, str]:
    measure, indicator, cutoff = estimate.statistic
    return (
        measure,
        "" if indicator is None else spec.indicators[indicator],
        "" if cutoff is None else spec.cutoffs[cutoff].written,
    )


def _cells(estimate: Estimate) -> list[list[str]]:
    columns = [[_shortest(value) for value in column.tolist()] for column in (estimate.b, estimate.se, estimate.ll, estimate.ul)]
    return [list(row) for row in zip(*columns, map(str, estimate.n.tolist()), strict=True)]


def _shortest(value: float) -> str:
    return "" if math.isnan(value) else repr(value).removesuffix(".0")


# — rows in —


def _columns(text: str) -> list[str]:
    """Comma-separated, quoted as in CSV where a heading itself holds a comma."""
    return list(dict.fromkeys(next(csv.reader([text], skipinitialspace=True), [])))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise Refused(_("เปิดไฟล์ “{file}” ไม่ได้ โปรดตรวจสอบชื่อและตำแหน่งของไฟล์"), file=str(path)) from None
    except UnicodeDecodeError:
        raise Refused(_("ไฟล์ “{file}” ไม่ได้เข้ารหัสแบบ UTF-8 โปรดบันทึกใหม่เป็น UTF-8"), file=str(path)) from None


def _table(path: Path, spec: Spec, others: Sequence[str]) -> pl.DataFrame:
    """The columns wanted, as written."""
    wanted = list(dict.fromkeys([*spec.indicators, *spec.design_columns, *others]))
    readers = {".csv": _csv, ".parquet": _parquet}
    if path.suffix.lower() not in readers:
        raise Refused(_("“{name}” ไม่ใช่ไฟล์ .csv หรือ .parquet โปรดแปลงเป็นแบบใดแบบหนึ่งก่อน"), name=path.name)
    try:
        return readers[path.suffix.lower()](path, wanted)
    except OSError:
        raise Refused(_("เปิดไฟล์ “{file}” ไม่ได้ โปรดตรวจสอบชื่อและตำแหน่งของไฟล์"), file=str(path)) from None
    except (pl.exceptions.PolarsError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(
            _("อ่านไฟล์ “{name}” ไม่ได้ ไฟล์อาจชำรุด ไม่ใช่ UTF-8 หรือบางแถวมีช่องเกินหัวคอลัมน์ ({why})"),
            name=path.name,
            why=str(error).partition("\n")[0],
        ) from None


def _csv(path: Path, wanted: list[str]) -> pl.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file), [])
    _check_headings(headings, wanted)
    return pl.read_csv(path, columns=wanted, infer_schema=False)


def _parquet(path: Path, wanted: list[str]) -> pl.DataFrame:
    _check_headings(list(pl.read_parquet_schema(path)), wanted)
    return pl.read_parquet(path, columns=wanted)


def _check_headings(headings: list[str], wanted: Sequence[str]) -> None:
    if missing := [name for name in wanted if name not in headings]:
        raise Refused(
            _("ตารางไม่มีคอลัมน์ {missing} คอลัมน์ที่มีคือ {headings} โปรดแก้ชื่อคอลัมน์ในตารางหรือในข้อกำหนดให้ตรงกัน"),
            missing=", ".join(missing),
            headings=", ".join(headings),
        )
    if twice := next((name for name in wanted if headings.count(name) > 1), None):
        raise Refused(_("ตารางมีคอลัมน์ “{name}” มากกว่าหนึ่งคอลัมน์ โปรดตั้งชื่อไม่ให้ซ้ำกัน"), name=twice)


def _complete(table: pl.DataFrame, spec: Spec, first_row: int) -> tuple[Sample, pl.DataFrame]:
    """Rows with every indicator, weight, stratum and cluster, as a sample and as they were; the share of others is told."""
    needed = {name: _deprived(table[name], first_row) for name in spec.indicators}
    weight = None if spec.weight is None else _weight(table[spec.weight], first_row)
    labels = {name: _filled(table[name]) for name in (spec.strata, spec.cluster) if name}
    columns = [*needed.items(), *labels.items(), *([(spec.weight, weight)] if spec.weight and weight is not None else [])]
    complete = np.ones(len(table), np.bool_)
    for _name, column in columns:
        complete &= column.is_not_null().to_numpy()
    _tell_left_out(columns, complete, weight)
    if not complete.any():
        raise Refused(_("ไม่มีแถวที่ข้อมูลครบเลย จึงคำนวณไม่ได้ โปรดตรวจสอบว่าคอลัมน์ใดว่างทั้งคอลัมน์"))
    keep = pl.Series(complete)
    codes = {name: _codes(column.filter(keep)).place for name, column in labels.items()}
    of = sample(
        [column.filter(keep).to_numpy() for column in needed.values()],
        spec,
        weight=None if weight is None else weight.filter(keep).to_numpy(),
        stratum=codes.get(spec.strata or ""),
        cluster=codes.get(spec.cluster or ""),
    )
    return of, table.filter(keep)


def _deprived(column: pl.Series, first_row: int) -> pl.Series:
    """1, 0 and null as int8."""
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int8)
    if column.dtype.is_numeric():
        values = _without_nan(column)
        wrong = (values != 0) & (values != 1)
        read = values.set(wrong.fill_null(False), None).cast(pl.Int8)
    else:
        values = _filled(column)
        read = values.str.strip_chars().replace_strict({"1": 1, "0": 0, "1.0": 1, "0.0": 0}, default=None, return_dtype=pl.Int8)
        wrong = values.is_not_null() & read.is_null()
    if wrong.fill_null(False).any():
        at = int(wrong.fill_null(False).arg_max() or 0)
        raise Refused(
            _("แถวที่ {row} คอลัมน์ “{column}” มีค่า “{value}” ตัวชี้วัดต้องเป็น 1 (ขัดสน) 0 (ไม่ขัดสน) หรือเว้นว่าง (ไม่มีข้อมูล)"),
            row=first_row + at,
            column=column.name,
            value=column[at],
        )
    return read


def _weight(column: pl.Series, first_row: int) -> pl.Series:
    values = _without_nan(column) if column.dtype.is_numeric() else _filled(column).str.strip_chars()
    read = values.cast(pl.Float64, strict=False)
    wrong = values.is_not_null() & (read.is_null() | ~read.is_finite() | (read < 0)).fill_null(True)
    if wrong.any():
        at = int(wrong.arg_max() or 0)
        raise Refused(
            _("แถวที่ {row} คอลัมน์ “{column}” มีค่า “{value}” น้ำหนักต้องเป็นจำนวนตั้งแต่ 0 ขึ้นไป"),
            row=first_row + at,
            column=column.name,
            value=column[at],
        )
    return read


def _without_nan(column: pl.Series) -> pl.Series:
    return column.fill_nan(None) if column.dtype.is_float() else column


def _filled(column: pl.Series) -> pl.Series:
    """As text, blanks as null."""
    try:
        text = _without_nan(column).cast(pl.String)
    except pl.exceptions.PolarsError:
        raise Refused(_("คอลัมน์ “{column}” ไม่ใช่ข้อความหรือตัวเลข"), column=column.name) from None
    return text.set(text.str.strip_chars() == "", None)


def _codes(labels: pl.Series) -> Division:
    """Groups ascending as text, and each row's."""
    groups = labels.drop_nulls().unique().sort()
    place = labels.cast(pl.Enum(groups)).to_physical().cast(pl.Int64).fill_null(-1)
    return Division(labels.name, groups.to_list(), place.to_numpy())


def _whole(rows: int) -> Division:
    return Division("", [""], np.zeros(rows, np.int64))


def _rounds(labels: pl.Series) -> Division:
    """Rounds ascending, as numbers if all of them are: 9 before 10."""
    by_text = _codes(labels)
    if not by_text.groups:
        raise Refused(_("คอลัมน์ “{column}” ว่างทุกแถว จึงไม่มีรอบให้เทียบ"), column=labels.name)
    try:
        order = np.argsort([float(name) for name in by_text.groups], kind="stable")
    except ValueError:
        return by_text
    rank = np.append(np.argsort(order), -1)  # place −1 stays −1
    return Division(labels.name, [by_text.groups[at] for at in order], rank[by_text.place])


def _tell_left_out(columns: Sequence[tuple[str, pl.Series]], complete: Bools, weight: pl.Series | None) -> None:
    rows, left_out = len(complete), int((~complete).sum())
    if not left_out:
        return
    gaps = ", ".join(f"{name} {count:,}" for name, column in columns if (count := column.null_count()))
    words.say(
        _("ตัดออก {left_out:,} จาก {rows:,} แถว ({share:.1%}) เพราะข้อมูลไม่ครบ จำนวนแถวที่ว่างในแต่ละคอลัมน์: {gaps}"),
        left_out=left_out,
        rows=rows,
        share=left_out / rows,
        gaps=gaps,
    )
    if weight is not None and (total := float(weight.sum())):
        words.say(_("ถ่วงน้ำหนักแล้วตัดออก {share:.1%}"), share=1 - float(weight.filter(pl.Series(complete)).sum()) / total)
    if left_out / rows > MANY_LEFT_OUT:
        words.say(_("ตัดออกเกินร้อยละ 5 ผลอาจเอนเอียง ควรดูว่าแถวที่ตัดออกต่างจากแถวที่เหลืออย่างไร"))
