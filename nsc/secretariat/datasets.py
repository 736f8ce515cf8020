"""What analysts can take along, as a catalogue: each dataset with its columns, what they mean, where they come from, and its forms."""

from collections.abc import Mapping
from dataclasses import dataclass

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.secretariat import aggregates, builder, extracts
from nsc.surveys import rounds

PERSONS, HOUSEHOLDS, AREAS, INDICATORS = (*extracts.DATASETS, "areas", "indicators")
CSV, XLSX, PARQUET, GEOJSON = "csv", "xlsx", "parquet", "geojson"
FORM_NAMES = {
    CSV: _("csv สำหรับทุกโปรแกรม"),
    XLSX: _("Excel พร้อมแผ่นนิยาม"),
    PARQUET: _("Parquet สำหรับงานวิเคราะห์"),
    GEOJSON: _("GeoJSON แนวเขตพร้อมตัวเลข"),
}
_TABLES = (XLSX, CSV, PARQUET)
RECOGNISES, TELLS, PLAIN = "recognises", "tells", "plain"


@dataclass(frozen=True)
class Column:
    """`role`: RECOGNISES somebody, and goes through the gate; TELLS something of them; PLAIN in a table of figures. `values`: how it is
    written, Thai, "" where that needs no word."""

    name: str
    means: str
    role: str
    values: str = ""


@dataclass(frozen=True)
class Dataset:
    """`name`, `about`, `source`: Thai msgids; `row`: what one row is."""

    key: str
    name: str
    about: str
    row: str
    source: str
    columns: tuple[Column, ...]
    forms: tuple[str, ...] = _TABLES
    levels: tuple[str, ...] = ()  # of the areas that its rows are

    @property
    def is_gated(self) -> bool:
        return any(column.role == RECOGNISES for column in self.columns)

    @property
    def recognising(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role == RECOGNISES)


def _gated(key: str) -> tuple[Column, ...]:
    parts = ((extracts.OF[key], RECOGNISES), (extracts.TELLING, TELLS))
    return tuple(Column(name, means, role, extracts.VALUES[name]) for names, role in parts for name, means in names.items())


def _plain(names: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, means, PLAIN) for name, means in names.items())


_SURVEY = _("แบบสำรวจ จปฐ. ของรอบที่เผยแพร่ คำนวณ MPI โดยระบบ")
DATASETS: Mapping[str, Dataset] = {
    each.key: each
    for each in (
        Dataset(
            PERSONS,
            _("บุคคล ไม่ระบุตัวตน"),
            _("สำหรับวิเคราะห์ลักษณะของคนจน ผ่านเกณฑ์ k ก่อนออก"),
            _("คนหนึ่งคนที่แบบสำรวจพบ"),
            _SURVEY,
            _gated(PERSONS),
        ),
        Dataset(
            HOUSEHOLDS,
            _("ครัวเรือน ไม่ระบุตัวตน"),
            _("สำหรับวิเคราะห์ครัวเรือนยากจน ผ่านเกณฑ์ k ก่อนออก"),
            _("ครัวเรือนหนึ่งครัวเรือนที่สำรวจ"),
            _SURVEY,
            _gated(HOUSEHOLDS),
        ),
        Dataset(
            AREAS,
            _("ตารางรวมรายพื้นที่"),
            _("ตัวเลขหลักและห้ามิติของทุกพื้นที่ในระดับที่เลือก ทำแผนที่ได้"),
            _("พื้นที่หนึ่งแห่ง"),
            _SURVEY,
            _plain(aggregates.AREAS),
            (*_TABLES, GEOJSON),
            builder.AREAS,
        ),
        Dataset(
            INDICATORS,
            _("ตัวชี้วัดของพื้นที่"),
            _("ทุกตัวชี้วัดและปัญหาอื่นของพื้นที่หนึ่ง เข้าข่ายและตกเกณฑ์กี่คน"),
            _("ตัวชี้วัดหนึ่งข้อ"),
            _SURVEY,
            _plain(aggregates.INDICATORS),
        ),
    )
}


def find(key: str) -> Dataset:
    if key not in DATASETS:
        raise Refused(_("ไม่รู้จักชุดข้อมูลนี้ เลือกได้: {possible}"), possible=", ".join(DATASETS))
    return DATASETS[key]


def years() -> tuple[int, ...]:
    """CE, of published rounds, newest first."""
    return tuple(sorted((each.survey_year for each in rounds.published()), reverse=True))


def may_export(user: User) -> bool:
    return scope.anywhere(user, Permission.HOUSEHOLD_EXPORT)
