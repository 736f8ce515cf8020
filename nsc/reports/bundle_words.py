"""What is the same for all households of a phone: questions, lists to choose from with the codes that the verbs take, places to draw, and
who the user is. In the user's language; the shape is Words of frontend/src/field/core/types.ts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext

from nsc import thai
from nsc.access import purposes, scope, trail
from nsc.access.models import Organisation, User
from nsc.access.roles import ROLES
from nsc.areas import boundaries, codes, places
from nsc.casework import accounts, handoffs, needs, planning, plans, proposals, roads, use_checks, verifications, visit_rules, visits
from nsc.casework.models import Step
from nsc.errors import _
from nsc.poverty import special, stages
from nsc.registry import rules as registered
from nsc.reports import story
from nsc.reports.names import worded
from nsc.surveys import sets
from nsc.surveys.models import Round
from nsc.tambon import products_rules
from nsc.welfare import assistance
from nsc.welfare import rules as welfare
from nsc.welfare.models import Programme

Told = dict[str, Any]
Point = tuple[float, float]  # longitude, latitude
Names = Mapping[str, str] | Iterable[tuple[str, str]]

ROUND = _("จปฐ. ปี {year}")
# As the survey's own files write them, the usual first; whatever else somebody is called may be typed.
TITLES = ("นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง")
RELATIONS = ("หัวหน้าครัวเรือน", "คู่สมรส", "บุตร", "บุตรเขย", "บุตรสะใภ้", "บิดา", "มารดา", "หลาน", "พี่น้อง", "ญาติ", "ผู้อาศัย")
STATES: dict[str, Mapping[str, str]] = {
    "case": roads.CASE_NAMES,
    "visit": roads.VISIT_NAMES,
    "need": roads.NEED_NAMES,
    "plan": roads.PLAN_NAMES,
    "step": roads.STEP_NAMES,
    "help": welfare.ASSISTANCE_NAMES,
    "turn": dict(handoffs.TURNS),
    "goal": dict(plans.GOALS),
    "who": dict(Step.Who.choices),
}
SPENT = (*planning.SPENDING, planning.SAVING)


def told(user: User, today: date, villages: Mapping[str, Point | None], notice: tuple[int, str], newest: Sequence[Round]) -> Told:
    """`villages`: where the user's households and farmers' plots lie, each with the middle of those whose position is known. `notice`:
    version and text of the privacy notice. `newest`: the round whose questions are asked, none before the first import."""
    version, text = notice
    return {
        "me": {"id": user.pk, "name": user.display_name, "office": _office(user)},
        **_asked(newest),
        **_choices(get_language() or "th"),
        "problems": [{"code": each.code, "name": worded(each)} for each in sets.problems()],
        "programmes": _programmes(today),
        "lines": _lines(),
        "consents": [_consent(key) for key in visits.ASKED_AT_THE_DOOR],
        "notice": {"version": version, "text": text},
        "relations": RELATIONS,
        "titles": TITLES,
        "places": list(_places(villages)),
    }


def _office(user: User) -> str:
    """The organisation of a role in force; without one, the role and where it is held."""
    given = scope.in_force(user)
    office = next((each.organisation_id for each in given if each.organisation_id), None)
    if office:
        return Organisation.objects.values_list("name", flat=True).get(pk=office)
    return next((f"{gettext(ROLES[each.role].name)} {places.place(each.area_code).title}" for each in given), "")


def _asked(newest: Sequence[Round]) -> Told:
    """The questions of the newest round, and the texts of the other sets, for answers of rounds before it."""
    texts = {of.code: {each.number: worded(each) for each in of.indicators} for of in sets.known()}
    for round in newest:
        asked = sets.of_code(round.indicator_set_id)
        named = gettext(ROUND).format(year=thai.buddhist_year(round.survey_year))
        told = {"year": round.survey_year, "set": asked.code, "name": named, "official": asked.is_official}
        told |= {"threshold": sets.threshold(asked, round.survey_year), "questions": [_question(asked, each) for each in asked.indicators]}
        return {"round": told, "questions": {code: of for code, of in texts.items() if code != asked.code}}
    return {"round": None, "questions": texts}


def _question(of: sets.Set, each: sets.Indicator) -> Told:
    kind = "income" if each.number == of.income_indicator else "answer"
    by = "person" if each.is_for_some else "household"
    return {"number": each.number, "text": worded(each), "dimension": each.dimension or "", "by": by, "kind": kind}


@lru_cache(maxsize=4)
def _choices(language: str) -> Told:
    """In that language, which is the one in use. They change only with the program."""
    return {
        "dimensions": _named(visit_rules.DIMENSION_NAMES),
        "purposes": _named(visits.PURPOSES),
        "urgencies": _named(needs.URGENCIES),
        "colours": _named(visit_rules.COLOURS),
        "missed": _named(visit_rules.MISSED),
        "verified": _named(verifications.RESULTS),
        "uses": _named(use_checks.USES),
        "states": {f"{of}.{code}": gettext(name) for of, names in STATES.items() for code, name in names.items() if code},
        "happened": {verb: gettext(name) for verb, name in trail.VERBS.items() if verb.startswith(HAPPENS)},
        "stages": _named((each.code, each.name) for each in stages.LIFE_STAGES),
        "specials": _named((each.code, each.name) for each in special.SPECIALS),
        "kinds": _named(registered.KINDS),
        "kin": _named(proposals.KINDS),
        "help_kinds": _named((code, name) for code, (name, _months) in welfare.KINDS.items()),
        "help_forms": _named(assistance.FORMS),
        "crops": _named(products_rules.STAGES),
        "followed": _named(products_rules.FOLLOWED),
    }


HAPPENS = ("fact.", *(begins for group in story.GROUPS.values() for begins in group))


def _named(names: Names) -> list[Told]:
    pairs = names.items() if isinstance(names, Mapping) else names
    return [{"code": code, "name": gettext(name)} for code, name in pairs]


def _programmes(today: date) -> list[Told]:
    """Those that help may be given by on that day."""
    rows = Programme.objects.exclude(closed_on__lt=today).order_by("pk").values_list("code", "name", "form", "is_for_household")
    return [{"code": code, "name": name, "form": form, "household": is_for_household} for code, name, form, is_for_household in rows]


def _lines() -> Told:
    named = [(code, group, name) for code, (group, name) in planning.LINES.items()]
    return {
        "before": _named(accounts.KINDS),
        "in": _named((code, name) for code, group, name in named if group == planning.INCOME),
        "out": _named((code, name) for code, group, name in named if group in SPENT),
    }


def _consent(key: str) -> Told:
    purpose = purposes.known(key)
    return {"purpose": key, "name": gettext(purpose.name), "why": gettext(purpose.description)}


def _places(villages: Mapping[str, Point | None]) -> Iterator[Told]:
    """The tambon of these villages with their outlines, and every village of theirs: somebody missed may live in any. The reference data
    know where few villages lie; then their own households say it."""
    tambons = tuple(sorted({code[: codes.LENGTH[codes.TAMBON]] for code in villages}))
    rings = boundaries.outlines(tambons)
    for tambon in tambons:
        yield {"code": tambon, "name": places.place(tambon).title, "rings": rings.get(tambon, ()), "point": _point(places.place(tambon))}
        listed = {each.code: each for each in places.children(tambon)}
        listed |= {code: places.place(code) for code in villages if code.startswith(tambon)}
        for code in sorted(listed):
            yield {"code": code, "name": listed[code].name, "rings": (), "point": _point(listed[code]) or villages.get(code)}


def _point(place: places.Place) -> Point | None:
    return (round(place.lon, 5), round(place.lat, 5)) if place.lon is not None and place.lat is not None else None
