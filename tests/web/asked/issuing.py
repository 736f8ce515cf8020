"""A document of our village that the operator issued, and one that was ordered and called off."""

from dataclasses import dataclass

from django.utils import timezone

from nsc.secretariat import doc_household, documents, issuing
from nsc.secretariat.document_kinds import Asked
from tests.surveyed import OURS, household_id

NAME, FORM = "situation", "xlsx"


@dataclass(frozen=True)
class Made:
    number: int
    job: int


def now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def make(operator, case: int) -> Made:
    told = {"name": NAME, "asked": Asked(OURS), "form": FORM}
    job = issuing.order(**now(operator), **told)
    issuing.cancel(**now(operator), job=job)
    return Made(issuing.issue(**now(operator), **told), job)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    orders = ("documents-order", "documents-progress", "documents-cancel")
    papers = ("documents-one", "documents-file", "documents-again")
    return {
        "documents-new": {"name": NAME},
        **{name: {"job": made.job} for name in orders},
        **{name: {"number": made.number} for name in papers},
    }


QUESTIONS: dict[str, object] = {
    "documents.checked": lambda user, made: documents.checked(user, NAME, Asked(OURS)),
    "issuing.allowed": lambda user, made: issuing.allowed(user, NAME, Asked(OURS), FORM),
    "issuing.order": lambda user, made: issuing.order(**now(user), name=NAME, asked=Asked(OURS), form=FORM),
    "issuing.opened": lambda user, made: issuing.opened(**now(user), number=made.number),
    "issuing.find": lambda user, made: issuing.find(user, made.number),
    "issuing.again": lambda user, made: issuing.again(**now(user), number=made.number),
    "issuing.of_job": lambda user, made: issuing.of_job(user, made.job),
    "issuing.progress": lambda user, made: issuing.progress(user, made.job),
    "issuing.cancel": lambda user, made: issuing.cancel(**now(user), job=made.job),
    "doc_household.of_home": lambda user, made: doc_household.of_home(user, Asked(OURS, number=household_id(1))) or True,
}
