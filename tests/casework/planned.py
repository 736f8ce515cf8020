"""A plan of the household of the cast, step by step along its road."""

from datetime import date, timedelta
from decimal import Decimal

from nsc.casework import plans
from nsc.casework.models import Case, CasePlan, Need
from nsc.casework.planning import Wanted
from nsc.casework.sealing import seal
from tests.casework.conftest import AT, ON

DUE = date(2026, 3, 1)
GARDEN = Wanted("ปลูกผักขายที่ตลาดนัด", "family", DUE, baht=Decimal(1500), money_from="กองทุนหมู่บ้าน")
HOUSE = Wanted("ซ่อมหลังคา", "office", DUE, office="อบต. ไพศาลี", baht=Decimal("22500.50"), money_from="งบ อบต.")
DIAGNOSIS = {"attitude": "อยากมีรายได้เอง", "skills": "เคยปลูกผัก", "resources": "ที่ดินครึ่งงาน", "way_out": "ตลาดนัดใกล้บ้าน"}
CHECKS = {"is_moderate": True, "is_reasonable": True, "is_resilient": False, "has_knowledge": None, "has_virtue": True}


def visited(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(state="visited", turn="mentor")
    case.refresh_from_db()
    return case


def need(case: Case, text: str = "หลังคารั่ว", **told) -> Need:
    said = {"dimension": "living", "urgency": "month", "area_code": case.area_code, "text_sealed": seal(text), "on": ON} | told
    return Need.objects.create(household=case.household, case=case, by=case.opened_by, at=AT, **said)


def written(by, case: Case, *steps: Wanted, at=AT, seen=None) -> CasePlan:
    said = {"goal": "survive", "diagnosis": DIAGNOSIS, "checks": CHECKS, "sufficiency": "ทำเท่าที่มีแรง", "seen": seen}
    return plans.write(by=by, at=at, case=case.pk, steps=steps or (GARDEN, HOUSE), **said)


def agreed(by, plan: CasePlan, **told) -> CasePlan:
    return plans.agree(**{"by": by, "at": AT, "plan": plan.pk, "on": AT.date(), "signed": "ทดสอบ1 สมมุติ"} | told)


def approved(by, plan: CasePlan) -> CasePlan:
    return plans.approve(by=by, at=AT + timedelta(hours=1), plan=plan.pk)
