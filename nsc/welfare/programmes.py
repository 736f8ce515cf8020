"""The catalogue: which programmes there are, who is entitled to how much since when, and by which source. Data in data/programmes.toml.

Three lists (Programme.Kind): rights by law, help by discretion or quota, schemes opened in rounds.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.welfare import eligibility
from nsc.welfare.eligibility import Rule
from nsc.welfare.models import Programme, Terms

DATA = Path(__file__).parent / "data" / "programmes.toml"
KINDS = dict(Programme.Kind.choices)
FORMS = dict(Programme.Form.choices)
PERS = dict(Terms.Per.choices)
_CODE = re.compile(r"(?!add$)[a-z][a-z0-9]*(-[a-z0-9]+)*")  # "add" is a page
_OF_PROGRAMME = ("name", "kind", "form", "owner", "is_for_household", "is_card", "interval_months", "times_a_year")
_OF_TERMS = ("age_from", "age_until", "needs_disability", "needs_card", "income_limit", "fails_indicator", "is_by_rule", "amounts")
_OF_TERMS += ("with_card", "per", "is_ceiling", "source")


@dataclass(frozen=True)
class Version:
    """Terms from one day on. `is_official` False: a proposal, to be shown as one."""

    valid_from: date
    valid_until: date | None
    rule: Rule
    amounts: str
    with_card: str
    per: str
    is_ceiling: bool
    source: str
    is_official: bool
    by: str  # "": came with the system


@dataclass(frozen=True)
class Entry:
    """A programme and its terms, newest first."""

    id: int
    code: str
    name: str
    kind: str
    form: str
    owner: str
    is_for_household: bool
    is_card: bool
    interval_months: int | None
    times_a_year: int | None
    closed_on: date | None
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version | None:
        """The terms in force on a day. A scheme of rounds keeps those of its last round after it has closed: who fits them and holds
        nothing is whom the next round looks for."""
        found = next((each for each in self.versions if each.valid_from <= day), None)
        if found is None or self.kind == Programme.Kind.ROUND or found.valid_until is None or found.valid_until >= day:
            return found
        return None

    def is_open(self, day: date) -> bool:
        found = self.on(day)
        return found is not None and (found.valid_until is None or found.valid_until >= day)


# — with the system —


def load() -> None:
    """Brings the stored catalogue up to date with the data file. Idempotent; what a person has set or closed stays."""
    with transaction.atomic():
        for told in tomllib.loads(DATA.read_text(encoding="utf-8"))["programmes"]:
            fields = {name: told[name] for name in _OF_PROGRAMME if name in told}
            programme, _new = Programme.objects.update_or_create(code=told["code"], defaults=fields)
            for version in told["terms"]:
                _load_terms(programme, version)


def _load_terms(programme: Programme, told: Mapping) -> None:
    fields = {name: told[name] for name in _OF_TERMS if name in told}
    fields |= {"valid_until": told.get("until"), "is_official": told.get("official", False)}
    known = Terms.objects.filter(programme=programme, valid_from=told["from"]).first()
    if known is None:
        Terms.objects.create(programme=programme, valid_from=told["from"], at=timezone.now(), **fields)
    elif known.by_id is None:
        Terms.objects.filter(pk=known.pk).update(**fields)


def are_loaded() -> bool:
    return Programme.objects.exists()


@lru_cache(maxsize=1)
def version() -> bytes:
    """Of the data file and of this loader, for who asks whether they must be loaded again."""
    return DATA.read_bytes() + Path(__file__).read_bytes()


# — questions —


def catalogue(user: User) -> tuple[Entry, ...]:
    """All programmes, closed ones last, for anybody who sees figures anywhere: nothing here is about a person."""
    if not scope.anywhere(user, Permission.FIGURES_SEE):
        scope.require(user, Permission.FIGURES_SEE, place=settings.PROVINCE)
    return entries()


def find(user: User, code: str) -> Entry:
    found = next((each for each in catalogue(user) if each.code == code), None)
    if found is None:
        raise scope.OutOfSight(code[:40])
    return found


def entries(*, open_on: date | None = None) -> tuple[Entry, ...]:
    """For the rooms above and beside: all, or those not closed on a day. Two queries."""
    rows = Programme.objects.order_by(models.F("closed_on").asc(nulls_first=True), "pk").prefetch_related(
        models.Prefetch("terms", Terms.objects.select_related("by").order_by("-valid_from"))
    )
    if open_on:
        rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=open_on))
    return tuple(_entry(row) for row in rows)


def _entry(row: Programme) -> Entry:
    told = {name: getattr(row, name) for name in ("id", "code", *_OF_PROGRAMME, "closed_on")}
    return Entry(**told, versions=tuple(_version(each) for each in row.terms.all()))


def _version(row: Terms) -> Version:
    asked = {name: getattr(row, name) for name in Rule.__dataclass_fields__}
    told = {name: getattr(row, name) for name in ("valid_from", "valid_until", "amounts", "with_card", "per", "is_ceiling", "source")}
    return Version(rule=Rule(**asked), **told, is_official=row.is_official, by=row.by.display_name if row.by else "")


def may_change(user: User) -> bool:
    return scope.may(user, Permission.PROGRAMME_CHANGE, settings.PROVINCE)


# — verbs —


@transaction.atomic
def add(
    *,
    by: User,
    at: datetime,
    code: str,
    name: str,
    kind: str,
    form: str,
    owner: str,
    is_for_household: bool = False,
    interval_months: int | None = None,
    times_a_year: int | None = None,
) -> str:
    """A programme of the province's own; its code. Without terms nobody is entitled to it. Told again in the same words, the first
    stands."""
    scope.require(by, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    told = {"name": thai.clean(name)[:200], "kind": kind, "form": form, "owner": thai.clean(owner)[:200]}
    told |= {"is_for_household": is_for_household, "interval_months": interval_months, "times_a_year": times_a_year}
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise Refused(_("รหัสโครงการใช้ตัวอักษรอังกฤษเล็ก ตัวเลข และขีด ขึ้นต้นด้วยตัวอักษร เช่น elderly-allowance"))
    if not told["name"] or not told["owner"] or kind not in KINDS or form not in FORMS:
        raise Refused(_("โปรดบอกชื่อโครงการ ประเภท รูปแบบ และหน่วยงานเจ้าของ"))
    known = Programme.objects.filter(code=code).first()
    if known is None:
        try:
            with transaction.atomic():
                made = Programme.objects.create(code=code, **told)
        except IntegrityError:  # somebody else, a moment before
            known = Programme.objects.get(code=code)
        else:
            audit.record(by=by, at=at, verb="programme.add", on=made, place=settings.PROVINCE, detail=code)
            return code
    if any(getattr(known, field) != value for field, value in told.items()):
        raise Refused(_("มีโครงการรหัส {code} อยู่แล้ว โปรดใช้รหัสอื่น หรือกำหนดเกณฑ์ใหม่ที่หน้าโครงการนั้น"), code=code)
    return code


@transaction.atomic
def set_terms(
    *,
    by: User,
    at: datetime,
    code: str,
    valid_from: date,
    rule: Rule,
    per: str,
    source: str,
    valid_until: date | None = None,
    amounts: str = "",
    with_card: str = "",
    is_ceiling: bool = False,
    is_official: bool = False,
) -> None:
    """New terms from a day on; those before hold until then, and stay on record. Sent again in the same words, the first stand."""
    scope.require(by, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    programme = _locked(code)
    told = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
    told |= {"valid_until": valid_until, "per": per, "is_ceiling": is_ceiling, "is_official": is_official}
    told |= {"amounts": _amounts(amounts), "with_card": _amounts(with_card), "source": thai.clean(source)[:300]}
    _check(rule, valid_from, told)
    known = Terms.objects.filter(programme=programme, valid_from=valid_from).first()
    if known and all(getattr(known, field) == value for field, value in told.items()):
        return
    if known:
        raise Refused(_("มีเกณฑ์ที่เริ่มใช้วันที่ {on} อยู่แล้ว เกณฑ์ที่บันทึกแล้วไม่แก้ โปรดใส่วันเริ่มใช้ของเกณฑ์ใหม่"), on=thai.format_date(valid_from))
    made = Terms.objects.create(programme=programme, valid_from=valid_from, by=by, at=at, **told)
    audit.record(by=by, at=at, verb="programme.set_terms", on=made, place=settings.PROVINCE, detail=f"{code} {valid_from}")


def _check(rule: Rule, valid_from: date, told: Mapping) -> None:
    if not told["source"]:
        raise Refused(_("โปรดบอกแหล่งที่มาของเกณฑ์ เช่น ระเบียบหรือมติ พร้อมวันที่"))
    if told["per"] not in PERS:
        raise Refused(_("โปรดเลือกว่าจำนวนเงินเป็นต่อเดือน ต่อครั้ง หรือต่อปี"))
    if rule.age_from is not None and rule.age_until is not None and rule.age_from > rule.age_until:
        raise Refused(_("อายุตั้งแต่ต้องไม่มากกว่าอายุถึง"))
    if told["valid_until"] and told["valid_until"] < valid_from:
        raise Refused(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่มใช้"))
    if rule.fails_indicator is not None and not 1 <= rule.fails_indicator <= 31:
        raise Refused(_("ตัวชี้วัดใช้เลขข้อ 1 ถึง 31 ของชุด 31 ตัวชี้วัด"))


def _amounts(text: str) -> str:
    try:
        return eligibility.check_amounts(thai.clean(text)[:200])
    except ValueError as error:
        raise Refused(_("จำนวนเงินอ่านไม่ได้ โปรดใส่ตัวเลข เช่น 800 หรือตามอายุ เช่น 60:600 70:700")) from error


@transaction.atomic
def close(*, by: User, at: datetime, code: str, on: date, because: str) -> None:
    """From that day nobody is looked for by it; its terms, registers and help stay on record."""
    scope.require(by, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    programme, why = _locked(code), thai.clean(because)[:300]
    if not why:
        raise Refused(_("โปรดบอกเหตุผล"))
    if programme.closed_on == on:
        return
    if programme.closed_on:
        raise Refused(_("โครงการนี้ปิดไปแล้วเมื่อ {on}"), on=thai.format_date(programme.closed_on))
    programme.closed_on = on
    programme.save(update_fields=["closed_on"])
    audit.record(by=by, at=at, verb="programme.close", on=programme, place=settings.PROVINCE, because=why, detail=code)


def _locked(code: str) -> Programme:
    found = Programme.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise scope.OutOfSight(code[:40])
    return found
