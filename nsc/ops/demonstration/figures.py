"""The published figures the made-up province keeps to, and those we had to make up.

Published (2561): TPMAP's files for province 60: amphoe table, number of dimensions, indicators, welfare, health.
Published (2564): the province's members and poor, and Phaisali's. That these poor are *target* poor is an inference.
Made up (2564): the other amphoe, and how far each tambon of Phaisali stands out.
"""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

DIMENSIONS = ("health", "living", "education", "income", "access")
BY_DIMENSION = {  # the indicators in which a household is deprived; the last one of each is what remains when the others are dealt out
    "education": (15, 17, 16, 19),
    "access": (27, 28),
    "income": (21, 20, 22),
    "health": (1, 4, 5, 7),
    "living": (8, 9, 10, 11),
}
COUNTED = tuple(sorted(n for those in BY_DIMENSION.values() for n in those))
N_INDICATORS = 31
INCOME_LINE = 38_000  # baht a person and year: indicator 22 of 2560–2564

# amphoe: households, members, poor households, poor persons, target, target poor by dimension in the order of DIMENSIONS
AMPHOE_2561 = {
    "6001": (53_887, 135_050, 5_254, 17_337, 4_140, 748, 873, 1_092, 2_403, 30),
    "6002": (8_874, 25_329, 745, 2_846, 582, 60, 15, 276, 310, 0),
    "6003": (16_916, 45_191, 1_575, 5_207, 1_262, 197, 98, 474, 582, 3),
    "6004": (18_199, 48_314, 1_296, 5_066, 1_206, 28, 21, 687, 520, 10),
    "6005": (22_227, 63_663, 1_563, 5_783, 1_143, 88, 38, 570, 542, 3),
    "6006": (9_247, 26_674, 347, 1_324, 292, 14, 0, 157, 139, 0),
    "6007": (22_515, 61_723, 2_780, 10_357, 2_390, 498, 463, 869, 1_018, 5),
    "6008": (17_975, 51_795, 2_641, 8_889, 2_063, 459, 655, 523, 903, 3),
    "6009": (15_790, 43_869, 864, 2_548, 834, 202, 154, 136, 418, 63),
    "6010": (16_165, 41_563, 1_274, 4_410, 937, 124, 126, 468, 275, 0),
    "6011": (21_092, 63_186, 2_022, 7_466, 1_703, 185, 430, 861, 556, 9),
    "6012": (9_347, 26_916, 1_331, 4_518, 1_064, 264, 194, 406, 443, 12),
    "6013": (11_015, 32_000, 1_852, 6_249, 2_090, 532, 765, 644, 609, 12),
    "6014": (4_463, 13_732, 41, 136, 48, 16, 7, 9, 17, 1),
    "6015": (4_362, 11_032, 187, 851, 251, 2, 8, 205, 42, 1),
}
# poor in exactly 1 … 5 dimensions: households, persons, target
BY_NUMBER_2561 = ((20_542, 72_156, 17_012), (2_738, 9_100, 2_467), (457, 1_574, 482), (34, 155, 42), (1, 2, 2))

# indicator: members of households where it applies, where it fails, target poor of those where it fails
INDICATORS_2561 = {
    1: (10_012, 23, 4), 2: (7_298, 116, 2), 3: (260_271, 23, 3), 4: (690_037, 3_660, 950), 5: (690_037, 5_415, 1_442),
    6: (661_209, 12_722, 1_264), 7: (684_319, 5_903, 1_528), 8: (690_035, 1_521, 453), 9: (690_035, 509, 126),
    10: (690_035, 469, 111), 11: (689_989, 12_807, 3_417), 12: (690_034, 4_746, 628), 13: (690_034, 5_897, 868),
    14: (690_030, 365, 60), 15: (80_246, 86, 25), 16: (237_745, 31_996, 6_084), 17: (5_470, 221, 58), 18: (449, 21, 3),
    19: (632_431, 4_153, 1_259), 20: (624_836, 7_865, 2_176), 21: (344_837, 21_960, 6_097), 22: (688_669, 4_850, 1_578),
    23: (688_559, 126_892, 5_540), 24: (689_967, 102_121, 4_961), 25: (689_984, 103_651, 5_338), 26: (689_978, 7_284, 951),
    27: (346_498, 216, 63), 28: (31_308, 217, 94), 29: (55_775, 16, 6), 30: (689_996, 4_133, 442), 31: (690_001, 4_142, 558),
}  # fmt: skip
REGISTERED_2561, VALIDATED_2561 = 197_035, 160_340
ELDERLY_2561, DISABLED_2561, CHRONIC_2561 = 150_400, 9_317, 21_227

# amphoe: members, target poor. Published: the two sums and 6009. The rest is ours, near each amphoe's own 2561.
AMPHOE_2564 = {
    "6001": (121_930, 3_868),
    "6002": (23_860, 596),
    "6003": (41_570, 1_158),
    "6004": (45_140, 1_309),
    "6005": (59_480, 1_201),
    "6006": (24_510, 341),
    "6007": (56_890, 2_241),
    "6008": (47_720, 2_118),
    "6009": (44_969, 3_655),
    "6010": (38_160, 871),
    "6011": (58_910, 1_797),
    "6012": (25_270, 1_172),
    "6013": (30_390, 1_812),
    "6014": (13_060, 181),
    "6015": (10_459, 493),
}
MEMBERS_2564, TARGET_2564 = 642_318, 22_813
TAMBON_2564 = {  # how far the tambon of Phaisali stand apart from each other; only the order of the first three is published
    "600903": 1.55, "600907": 1.38, "600906": 1.22, "600904": 1.00, "600901": 0.92, "600905": 0.88, "600902": 0.80, "600908": 0.72,
}  # fmt: skip
KEPT = 0.875  # of the people of 2564, those whose household was in the 2561 round


@dataclass(frozen=True)
class Figures:
    """What a round of 2561 must add up to. `cells`: (amphoe, pattern of dimensions) → poor households, their members, target poor."""

    amphoe: dict[str, tuple[int, int]]
    cells: dict[tuple[str, str], tuple[int, int, int]]
    indicators: dict[int, tuple[int, int, int]]
    registered: int
    validated: int
    elderly: int
    disabled: int
    chronic: int

    @property
    def members(self) -> int:
        return sum(members for _, members in self.amphoe.values())

    def share(self, part: float) -> "Figures":
        """The same province, smaller: every figure times `part`, rounded; households, members and target still add up within an amphoe."""
        cells: dict[tuple[str, str], tuple[int, int, int]] = {}
        for code in self.amphoe:
            here = {key: cell for key, cell in self.cells.items() if key[0] == code}
            full = np.array(list(here.values()))
            households = apportion(full[:, 0], round(part * full[:, 0].sum()))
            members, target = (apportion(full[:, i] * (households > 0), round(part * full[:, i].sum())) for i in (1, 2))
            for key, h, m, t in zip(here, households, members, target, strict=True):
                children = h if key[1][2] == "1" else 0
                if h:
                    cells[key] = (int(h), int(max(m, h + children, t + children)), int(t))
        return replace(
            self,
            amphoe={code: (round(h * part), round(m * part)) for code, (h, m) in self.amphoe.items()},
            cells=cells,
            indicators={n: tuple(round(value * part) for value in row) for n, row in self.indicators.items()},
            **{name: round(getattr(self, name) * part) for name in ("registered", "validated", "elderly", "disabled", "chronic")},
        )


def of_2561() -> Figures:
    with (Path(__file__).parent / "patterns_2561.csv").open(encoding="utf-8", newline="") as file:
        cells = {(r["amphoe"], r["pattern"]): (int(r["households"]), int(r["members"]), int(r["target"])) for r in csv.DictReader(file)}
    return Figures(
        amphoe={code: row[:2] for code, row in AMPHOE_2561.items()},
        cells=cells,
        indicators=INDICATORS_2561,
        registered=REGISTERED_2561,
        validated=VALIDATED_2561,
        elderly=ELDERLY_2561,
        disabled=DISABLED_2561,
        chronic=CHRONIC_2561,
    )


def apportion(weights, total: int) -> np.ndarray:
    """Whole numbers in proportion to `weights` that add up to `total` (largest remainder)."""
    weights = np.asarray(weights, dtype=float)
    if not weights.sum():
        return np.zeros(len(weights), dtype=np.int64)
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole
