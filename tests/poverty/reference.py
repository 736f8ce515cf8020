"""A slow, obviously right Alkire–Foster with design-based errors: rows as dicts, loops, exact fractions, no arrays.

It shares no line with nsc.poverty; the variance is the textbook one-pass formula, which is safe only because fractions do not round.
"""

import math
from fractions import Fraction
from itertools import combinations

from scipy.stats import norm, t

EMPTY = ("", None)


def fraction(text):
    text = str(text).replace(" ", "")
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def weights(spec):
    if spec["weights"] != "equal-nested":
        return {name: fraction(w) for name, w in spec["weights"].items()}
    dimensions = spec["dimensions"]
    return {name: Fraction(1, len(dimensions)) / len(names) for names in dimensions.values() for name in names}


def measure(rows, spec, by=(), over=None):
    """{(measure, indicator, k, by, group[, over, change]): (b, se, ll, ul, n)} in floats, None for undefined."""
    w = weights(spec)
    needed = [*w, *(spec[key] for key in ("weight", "strata", "cluster") if spec.get(key))]
    rows = [prepared(row, number, spec, w) for number, row in enumerate(rows) if all(row[name] not in EMPTY for name in needed)]
    census = not (spec.get("weight") or spec.get("strata") or spec.get("cluster") or spec.get("design"))
    singleunit = spec.get("singleunit")
    strata = {}
    for row in rows:
        strata.setdefault(row["h"], set()).add(row["c"])
    df = sum(map(len, strata.values())) - len(strata)
    found = {}
    groups = [("", "", rows)]
    for column in by:
        values = sorted({row["raw"][column] for row in rows} - set(EMPTY), key=str)
        groups += [(column, value, [row for row in rows if row["raw"][column] == value]) for value in values]
    rounds = [None]
    if over:
        rounds = sorted({row["raw"][over] for row in rows} - set(EMPTY))
    for column, group, members in groups:
        stats = {}
        for r in rounds:
            domain = [row for row in members if over is None or row["raw"][over] == r]
            stats[r] = statistics(domain, spec, w)
            for name, (y, x) in stats[r].items():
                key = (*name, column, group, *(() if over is None else (r, "")))
                found[key] = (*level(name, domain, y, x, strata, df, census, singleunit), len(domain))
        for r0, r1 in combinations(rounds, 2):
            n = sum(row["raw"][over] in (r0, r1) for row in members)
            for name in stats[r0]:
                pair = [(*stats[r][name], [row for row in members if row["raw"][over] == r]) for r in (r0, r1)]
                for kind in ("absolute", "relative"):
                    found[(*name, column, group, f"{r0}>{r1}", kind)] = (*change(name, pair, kind, strata, census, singleunit), n)
    return found


def prepared(row, number, spec, w):
    score = sum(w[name] for name in w if int(row[name]) == 1)
    h = row[spec["strata"]] if spec.get("strata") else "all"
    return {
        "raw": row,
        "s": Fraction(row[spec["weight"]]) if spec.get("weight") else Fraction(1),
        "h": h,
        "c": (h, row[spec["cluster"]] if spec.get("cluster") else number),
        "g": {name: int(row[name]) for name in w},
        "score": score,
    }


def statistics(domain, spec, w):
    """{(measure, indicator, k): (y, x)} as functions of a row, a contribution as (share, None)."""
    found = {}

    def one(row):
        return 1

    for k in spec["k"]:
        cut = fraction(k)

        def poor(row, cut=cut):
            return int(row["score"] >= cut)

        def scored(row, poor=poor):
            return poor(row) * row["score"]

        found["H", "", k] = poor, one
        found["A", "", k] = scored, poor
        found["M0", "", k] = scored, one
        for name in w:

            def censored(row, name=name, poor=poor):
                return poor(row) * row["g"][name]

            found["hdk", name, k] = censored, one
            share, m0 = ratio(domain, censored, one), ratio(domain, scored, one)
            found["actb", name, k] = (None if share is None else w[name] * share), None
            found["pctb", name, k] = (w[name] * share / m0 if m0 else None), None
    for name in w:
        found["hd", name, ""] = (lambda row, name=name: row["g"][name]), one
    return found


def ratio(domain, y, x):
    whole = sum(row["s"] * x(row) for row in domain)
    return sum(row["s"] * y(row) for row in domain) / whole if whole else None


def influence(domain, y, x):
    r, whole = ratio(domain, y, x), sum(row["s"] * x(row) for row in domain)
    z = {}
    for row in domain:
        z[row["c"]] = z.get(row["c"], 0) + row["s"] * (y(row) - r * x(row)) / whole
    return z


def variance(z, strata, singleunit):
    total = Fraction(0)
    single = sum(len(clusters) == 1 for clusters in strata.values())
    for clusters in strata.values():
        n = len(clusters)
        if n > 1:
            values = [z.get(c, 0) for c in clusters]
            total += Fraction(n, n - 1) * (sum(v * v for v in values) - sum(values) ** 2 / Fraction(n))
    return total * Fraction(len(strata), len(strata) - single) if singleunit == "scaled" else total


def level(name, domain, y, x, strata, df, census, singleunit):
    if name[0] in ("actb", "pctb"):
        return (None if y is None else float(y), None, None, None)
    r = ratio(domain, y, x)
    if r is None or census:
        return (None if r is None else float(r), None, None, None)
    if r in (0, 1):
        return (float(r), 0.0, None, None)
    se = math.sqrt(variance(influence(domain, y, x), strata, singleunit))
    if df == 0:
        return (float(r), se, None, None)
    p = float(r)
    half = t.ppf(0.975, df) * se / (p * float(1 - r))
    logit = math.log(p / float(1 - r))
    return (p, se, expit(logit - half), expit(logit + half))


def expit(v):
    return 1 / (1 + math.exp(-v)) if v > -700 else 0.0


def change(name, pair, kind, strata, census, singleunit):
    contribution = name[0] in ("actb", "pctb")
    (y0, x0, d0), (y1, x1, d1) = pair
    r0, r1 = (y0, y1) if contribution else (ratio(d0, y0, x0), ratio(d1, y1, x1))
    if r0 is None or r1 is None or (kind == "relative" and r0 == 0):
        return (None, None, None, None)
    b = r1 - r0 if kind == "absolute" else r1 / r0 - 1
    if contribution or census:
        return (float(b), None, None, None)
    by0, by1 = (-1, 1) if kind == "absolute" else (-r1 / r0**2, 1 / r0)
    z0, z1 = influence(d0, y0, x0), influence(d1, y1, x1)
    z = {c: by0 * z0.get(c, 0) + by1 * z1.get(c, 0) for c in {*z0, *z1}}
    se = math.sqrt(variance(z, strata, singleunit))
    if r0 in (0, 1) and r1 in (0, 1):
        return (float(b), se, None, None)
    half = norm.ppf(0.975) * se
    return (float(b), se, float(b) - half, float(b) + half)
