"""When rows about people may leave without telling who they are: k-anonymity, reckoned before anything leaves.

Rows that say the same in every column by which somebody could be recognised are a class. A class of fewer than `k` is left out, whole;
where more would have to be left out than `LIMIT`, nothing leaves: coarser columns are chosen instead. A class whose people all have the
same value of a telling column says it of each of them, however many they are: that is a warning (l-diversity).

`k` and LIMIT are our proposal; the offices may ask for more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nsc.errors import Refused, _

K, LEAST_K, MOST_K = 5, 3, 100
LIMIT = 0.10  # of the rows that may be left out
Codes = NDArray[np.int64]


# What จปฐ. asks with, as its files spell it. Another word than these may be anything that was typed, also somebody's: it leaves as OTHER.
OCCUPATIONS = (
    "ไม่มีอาชีพ", "นักเรียน", "นักศึกษา", "ทำนา", "ทำไร่", "ทำสวน", "ประมง", "ปศุสัตว์", "รับราชการ", "พนักงานรัฐวิสาหกิจ", "พนักงานบริษัท",
    "รับจ้างทั่วไป", "ค้าขาย", "ธุรกิจส่วนตัว", "ข้าราชการบำนาญ", "หัตถกรรมในครัวเรือน", "ในความดูแล",
)  # fmt: skip
EDUCATIONS = (
    "ไม่เคยศึกษา", "อนุบาล/ศูนย์เด็กเล็ก", "ต่ำกว่าชั้นประถมศึกษา", "จบชั้นประถมศึกษา (ป.4, ป.7, ป.6)", "มัธยมศึกษาตอนต้น (ม.1-3)",
    "มัธยมศึกษาตอนปลาย (ม.4-6, ปวช.)", "อนุปริญญา (ปวส.)", "ปริญญาตรี", "สูงกว่าปริญญาตรี",
)  # fmt: skip
OTHER = "อื่น ๆ"


@dataclass(frozen=True)
class Gate:
    """`keep`: which rows may leave. `classes`: of those that leave. `alike`: rows that leave, and whose class has one value of the telling
    column: it tells that value of everyone in it."""

    k: int
    keep: NDArray[np.bool_]
    classes: int
    left_out: int
    alike: int

    @property
    def share(self) -> float:
        """Of the rows, how many are left out."""
        return self.left_out / len(self.keep) if len(self.keep) else 0.0


def check_k(k: int) -> None:
    if not LEAST_K <= k <= MOST_K:
        raise Refused(_("ขนาดกลุ่มขั้นต่ำ (k) ต้องอยู่ระหว่าง {least} ถึง {most}"), least=LEAST_K, most=MOST_K)


def classes(columns: Sequence[Codes]) -> Codes:
    """The number of the class of each row, 0 … n-1. `columns`: whole numbers, each as long as there are rows."""
    if not columns:
        raise Refused(_("โปรดเลือกอย่างน้อยหนึ่งคอลัมน์"))
    found = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _values, codes = np.unique(column, return_inverse=True)
        # made small again at each step: the product of two numbers of classes stays far below 2**63
        _pairs, found = np.unique(found * (len(_values) or 1) + codes, return_inverse=True)
    return found


def gate(columns: Sequence[Codes], *, k: int = K, telling: Codes | None = None) -> Gate:
    """Refused for a `k` that protects nobody, and where there are no columns."""
    check_k(k)
    of = classes(columns)
    sizes = np.bincount(of)
    keep = sizes[of] >= k
    alike = 0
    if telling is not None and len(of):
        values = np.unique(telling, return_inverse=True)[1]
        pairs = np.unique(np.stack([of, values]), axis=1)[0]
        alike = int((keep & (np.bincount(pairs, minlength=len(sizes))[of] == 1)).sum())
    return Gate(k, keep, int((sizes >= k).sum()), int((~keep).sum()), alike)


def few(columns: Sequence[Codes], *, k: int = K) -> NDArray[np.bool_]:
    """The rows of classes smaller than k: those that may say less, so that they can leave after all."""
    of = classes(columns)
    return np.bincount(of)[of] < k


def let_out(found: Gate) -> Gate:
    """Refused where so many rows would be left out that the rest says something else than the whole."""
    if found.share > LIMIT:
        raise Refused(
            _("ต้องตัดออก {left} จาก {all} แถวเพื่อไม่ให้รู้ว่าเป็นใคร เกินร้อยละ {limit} จึงไม่ออกไฟล์ โปรดลดคอลัมน์ หรือใช้ระดับที่หยาบขึ้น"),
            left=f"{found.left_out:,}",
            all=f"{len(found.keep):,}",
            limit=round(LIMIT * 100),
        )
    return found
