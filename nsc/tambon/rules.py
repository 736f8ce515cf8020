"""What is decided about a tambon's initiative: values in, verdicts out."""

from nsc import thai
from nsc.errors import Refused, _

# The five dimensions of development (domain.md H.1). They are not TPMAP's five dimensions of poverty.
ECONOMY, HEALTH, SOCIETY, ENVIRONMENT, EDUCATION = "economy", "health", "society", "environment", "education"
DIMENSIONS = {
    ECONOMY: _("เศรษฐกิจ"),
    HEALTH: _("สุขภาพ"),
    SOCIETY: _("สังคมและวัฒนธรรม"),
    ENVIRONMENT: _("สิ่งแวดล้อม"),
    EDUCATION: _("การศึกษา"),
}
TAMBON_DIGITS = 6


def check_dimension(key: str) -> str:
    if key not in DIMENSIONS:
        raise Refused(_("ไม่มีมิติการพัฒนา “{key}” โปรดเลือกจากห้ามิติ"), key=key)
    return key


def check_year(year: int, *, after: int, word: str) -> int:
    """Years are CE. A goal looks ahead from its baseline, and no further than one can plan."""
    if not after < year <= after + 30:
        raise Refused(_("{word} ต้องอยู่หลังปี {after} และไม่เกินสามสิบปี"), word=word, after=thai.buddhist_year(after))
    return year
