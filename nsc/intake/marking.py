"""Provisional: the csv list of findings."""

from pathlib import Path

import polars as pl


def mark(original: Path, problems: pl.DataFrame, out: Path, parts=None) -> None:
    problems.select("file", "row", "column", "value", "problem", "remedy").write_csv(out)
