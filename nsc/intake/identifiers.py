"""Digits and identifiers by the column: what thai.py does to one text, for the rows of a province at once."""

import numpy as np
import polars as pl

from nsc import thai


def arabic_digits(column: pl.Expr) -> pl.Expr:
    return column.str.replace_many(list(thai.THAI_DIGITS), list(thai.ARABIC_DIGITS))


def bare(column: pl.Expr) -> pl.Expr:
    """As thai.bare: Arabic digits, no spaces, no dashes, nothing of no width."""
    return arabic_digits(column.str.replace_all(f"[{thai.NOT_OF_A_CODE}]", ""))


def has_right_check_digit(numbers: pl.Series) -> pl.Series:
    """As thai.has_right_check_digit, of bare numbers. Vectorised: nearly every value is distinct."""
    whole = numbers.str.contains("^[0-9]{13}$").fill_null(False)
    figures = np.zeros((numbers.len(), 13), dtype=np.int16)
    if whole.any():
        joined = "".join(numbers.filter(whole)).encode("ascii")
        figures[whole.to_numpy()] = np.frombuffer(joined, dtype=np.uint8).reshape(-1, 13) - ord("0")
    check = (11 - figures[:, :12] @ np.arange(13, 1, -1) % 11) % 10
    return whole & pl.Series(check == figures[:, 12])
