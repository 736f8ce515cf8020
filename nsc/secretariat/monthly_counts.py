"""What is counted at a month's end, for every area from the village to the province: the figures that are frozen, and those of a draft.

A count has a key of words between dots. Where a part of it is a programme's code or an office's number, its name is kept beside it:

    households … target_access                  of the survey: as `nsc figures` names them (poverty.tally.FIGURES, but for the rate)
    poor_households.<dimension>                 households that fail it
    work.<step>, work.<group>.<step>            of the year's target rolls: reports.progress.FIELDS; households
    dimension.<dimension>.<step>                the same, of those that failed it when they were listed
    certified.<group>.households | .people      certified targets
    cases.<state>, cases.late                   cases as they stand; closed ones are those closed within the fiscal year
    needs.<dimension>.unmet | .met              as they stand
    visits.year, visits.month                   done in the fiscal year until the month's end, and in the month
    referrals.<office>.<what>                   of the fiscal year: sent, answered, accepted, declined, completed, overdue
    help.<programme>.<office>.times | .satang | .unpriced     delivered in the fiscal year until the month's end
    given.times | .satang                       delivered in the month
    budget.<programme>.<office>.allotted | .committed | .spent     of the fiscal year, in satang; of the province and amphoe only
    rights.<programme>.receives | .entitled | .unknown             entitled: and does not receive

Sums over months are counted until the last day of the month; how things stand is counted at the moment of counting, which is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from nsc import thai
from nsc.access.models import Organisation
from nsc.areas import places
from nsc.casework import rolls, sight
from nsc.casework.models import Case, Need, Referral, Target, Visit
from nsc.casework.sight import Sight
from nsc.poverty.tally import FIGURES
from nsc.poverty.union import DIMENSIONS
from nsc.reports import progress, rights
from nsc.reports.progress import WITH_THE_OFFICE
from nsc.surveys import rounds, tallies
from nsc.surveys.models import Round
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance, Budget, Programme

LEVELS = (2, 4, 6, 8)
SURVEY = tuple(name for name in FIGURES if name != "target_rate")
OF_DIMENSION = ("targets", "helped", "out_of_poverty", "overdue")
OUTSIDE = "-"  # instead of a programme's code
Values = dict[str, dict[str, int | None]]  # by area code, by key


@dataclass(frozen=True)
class Counts:
    """`values`: by area code of 2, 4, 6 and 8 digits, then by key; what is not there is nought. `keys`: all that was counted, with a name
    where it is of a programme or an office. `areas`: names by code."""

    month: date
    at: datetime
    round: Round
    fiscal_year: int  # CE
    keys: Mapping[str, str]
    areas: Mapping[str, str]
    values: Mapping[str, Mapping[str, int | None]]


def first_day(month: date) -> date:
    return month.replace(day=1)


def last_day(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def count(month: date, at: datetime) -> Counts:
    """All of it, for who has asked the right of it. Refused before the first survey is in. Some thirty questions, whatever the month."""
    found = _Counting(first_day(month), at, rounds.newest())
    for part in (found.survey, found.work, found.certified, found.cases, found.needs, found.visits, found.referrals, found.help):
        part()
    found.budgets()
    found.rights()
    return found.told()


class _Counting:
    def __init__(self, month: date, at: datetime, round: Round) -> None:
        self.month, self.at, self.round = month, at, round
        self.today, self.last = timezone.localdate(at), last_day(month)
        self.year = rolls.fiscal_year(month)
        self.first = thai.fiscal_year_bounds(thai.buddhist_year(self.year))[0]
        self.where = Sight(places.place(settings.PROVINCE))
        self.keys: dict[str, str] = {}
        self.values: Values = defaultdict(dict)
        self.programmes = dict(Programme.objects.values_list("code", "name")) | {OUTSIDE: "นอกโครงการ"}
        self.offices = {str(number): name for number, name in Organisation.objects.values_list("pk", "name")} | {"0": "ไม่ระบุหน่วยงาน"}

    def told(self) -> Counts:
        named = places.names(sorted({*self.values, settings.PROVINCE}))
        return Counts(self.month, self.at, self.round, self.year, dict(sorted(self.keys.items())), named, self.values)

    def _know(self, key: str, *names: str) -> None:
        if key not in self.keys:
            self.keys[key] = " · ".join(names)

    def _add(self, code: str, key: str, value: int | None, *names: str) -> None:
        """A count of the smallest area that is known, to it and to all above. What is not known of one part is not known of the whole."""
        self._know(key, *names)
        for digits in LEVELS:
            if digits <= len(code):
                cells = self.values[code[:digits]]
                before = cells.get(key, 0)
                cells[key] = None if value is None or before is None else before + value

    def _of_year(self, field: str = "on") -> dict[str, date]:
        return {f"{field}__gte": self.first, f"{field}__lte": self.last}

    def survey(self) -> None:
        """From the cube, which has every level: its unknowns are its own."""
        for digits in LEVELS:
            for code, sums in tallies.patterns_of(self.round, digits=digits).items():
                cells = self.values[code]
                cells |= {name: getattr(sums, name) for name in SURVEY}
                cells |= {f"poor_households.{name}": sums.dimension(name).households for name in DIMENSIONS}
        for name in (*SURVEY, *(f"poor_households.{each}" for each in DIMENSIONS)):
            self._know(name)

    def work(self) -> None:
        in_use = rolls.in_use(self.year)
        asked = [("work", progress.Asked(), progress.FIELDS)]
        asked += [(f"work.{group}", progress.Asked(group=group), progress.FIELDS) for group in in_use]
        asked += [(f"dimension.{name}", progress.Asked(dimension=name), OF_DIMENSION) for name in DIMENSIONS]
        for head, whose, fields in asked:
            found = progress.counted(self.where, at=self.at, year=self.year, asked=whose, digits=8) if in_use else {}
            for name in fields:
                self._know(f"{head}.{name}")
            for code, reached in found.items():
                for name in fields:
                    self._add(code, f"{head}.{name}", getattr(reached, name))

    def certified(self) -> None:
        for group, roll in rolls.in_use(self.year).items():
            self._know(f"certified.{group}.households")
            self._know(f"certified.{group}.people")
            rows = Target.objects.filter(roll=roll, state="certified").order_by().values_list("area_code")
            for code, homes, told, people in rows.annotate(Count("pk"), Count("people"), Sum("people")):
                self._add(code, f"certified.{group}.households", homes)
                self._add(code, f"certified.{group}.people", people if told == homes else None)

    def cases(self) -> None:
        self._know("cases.late")
        rows = Case.objects.filter(~Q(state="closed") | Q(closed_on__range=(self.first, self.today)))
        late = Count("pk", filter=~Q(state="closed") & sight.late(self.today))
        for code, state, number, is_late in rows.order_by().values_list("area_code", "state").annotate(n=Count("pk"), late=late):
            self._add(code, f"cases.{state}", number)
            if is_late:
                self._add(code, "cases.late", is_late)

    def needs(self) -> None:
        rows = Need.objects.exclude(state="withdrawn").order_by().values_list("area_code", "dimension", "state")
        for code, dimension, state, number in rows.annotate(Count("pk")):
            self._add(code, f"needs.{dimension}.{'met' if state == 'met' else 'unmet'}", number)

    def visits(self) -> None:
        self._know("visits.year")
        self._know("visits.month")
        rows = Visit.objects.filter(state="done", **self._of_year()).order_by().values_list("case__area_code")
        for code, number, of_month in rows.annotate(n=Count("pk"), new=Count("pk", filter=Q(on__gte=self.month))):
            self._add(code, "visits.year", number)
            self._add(code, "visits.month", of_month)

    def referrals(self) -> None:
        sent = Referral.objects.exclude(state__in=WITH_THE_OFFICE).filter(**self._of_year("sent_at__date"))
        told = sent.order_by().values_list("area_code", "organisation").annotate(
            sent=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            accepted=Count("pk", filter=Q(state__in=["accepted", "completed"])),
            declined=Count("pk", filter=Q(state="declined")),
            completed=Count("pk", filter=Q(state="completed")),
            overdue=Count("pk", filter=Q(state="sent", due_on__lt=self.today)),
        )  # fmt: skip
        for code, office, *counts in told:
            for name, number in zip(("sent", "answered", "accepted", "declined", "completed", "overdue"), counts, strict=True):
                self._add(code, f"referrals.{office}.{name}", number, self.offices[str(office)])

    def help(self) -> None:
        for name in ("given.times", "given.satang"):
            self._know(name)
        rows = Assistance.objects.filter(state__in=GIVEN, **self._of_year())
        for code, programme, office, times, baht, unpriced in self._given(rows):
            key, names = (
                f"help.{programme or OUTSIDE}.{office or 0}",
                (self.programmes[programme or OUTSIDE], self.offices[str(office or 0)]),
            )
            self._add(code, f"{key}.times", times, *names)
            self._add(code, f"{key}.satang", satang(baht), *names)
            self._add(code, f"{key}.unpriced", unpriced, *names)
        for code, _programme, _office, times, baht, _unpriced in self._given(rows.filter(on__gte=self.month)):
            self._add(code, "given.times", times)
            self._add(code, "given.satang", satang(baht))

    @staticmethod
    def _given(rows: QuerySet[Assistance]) -> Iterable[tuple]:
        said = rows.order_by().values_list("area_code", "programme__code", "organisation")
        return said.annotate(n=Count("pk"), worth=Sum("baht"), unpriced=Count("pk", filter=Q(baht=None)))

    def budgets(self) -> None:
        rows = Budget.objects.filter(fiscal_year=self.year).select_related("programme")
        for row in rows:
            key, names = f"budget.{row.programme.code}.{row.organisation_id}", (row.programme.name, self.offices[str(row.organisation_id)])
            for name in ("allotted", "committed", "spent"):
                self._add(row.area_code, f"{key}.{name}", satang(getattr(row, name)), *names)

    def rights(self) -> None:
        """Kept for every level, with what is not known of each."""
        for digits in LEVELS:
            for code, entry, counts in rights.of_level(digits, on=self.today):
                for name in ("receives", "entitled", "unknown"):
                    key, value = f"rights.{entry.code}.{name}", getattr(counts, name)
                    self._know(key, entry.name)
                    if value != 0:
                        self.values[code][key] = value


def satang(baht: Decimal | None) -> int:
    return int((baht or Decimal(0)) * 100)
