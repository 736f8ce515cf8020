"""Indicators and other problems of an area as a list: its columns, what narrows it, its order."""

from nsc.errors import _
from nsc.poverty.union import DIMENSIONS
from nsc.reports.listing import Column, Filter, Grouping, Listing

NONE, PROBLEM = "none", "problem"  # counted in no dimension; another problem than the survey's indicators
_NAMES = (_("สุขภาพ"), _("ความเป็นอยู่"), _("การศึกษา"), _("รายได้"), _("การเข้าถึงบริการ"))
INDICATORS = Listing(
    "indicators",
    columns=(
        Column("number", _("ข้อ"), "number", sorts=True, card="rank"),
        Column("wording", _("ตัวชี้วัด"), "link", card="title"),
        Column("dimension", _("มิติ"), sorts=True, card="line"),
        Column("applies", _("เข้าข่าย (คน)"), "number", sorts=True, largest_first=True, card="label"),
        Column("fails", _("ตกเกณฑ์ (คน)"), "number", sorts=True, largest_first=True, card="label"),
        Column("share", _("ร้อยละ"), "number", sorts=True, largest_first=True, card="label"),
        Column("target", _("คนจนเป้าหมาย"), "number", sorts=True, largest_first=True, card="label"),
        Column("change", _("เทียบรอบก่อน (จุดร้อยละ)"), "number", sorts=True, largest_first=True, card="label"),
    ),
    filters=(
        Filter("in", _("มิติ"), values=(*zip(DIMENSIONS, _NAMES, strict=True), (NONE, _("ไม่นับเป็นมิติ")), (PROBLEM, _("ปัญหาอื่น")))),
        Filter("failing", _("มีผู้ตกเกณฑ์"), "flag"),
        Filter("rising", _("แย่ลงจากรอบก่อน"), "flag"),
    ),
    groupings=(Grouping("in", _("มิติ")),),
    sort="-share",
)
