"""A document of our village that the operator issued, and one that somebody ordered and called off."""

from dataclasses import dataclass
from io import BytesIO

from django.utils import timezone
from PIL import Image

from nsc.access import users
from nsc.secretariat import doc_household, documents, issuing, letter_heads
from nsc.secretariat.document_kinds import Asked
from tests.surveyed import OURS, household_id

TAMBON = OURS[:6]
NAME, FORM = "situation", "xlsx"


@dataclass(frozen=True)
class Made:
    number: int
    job: int


def emblem() -> BytesIO:
    return BytesIO(framed(2))


def framed(size: int) -> bytes:
    """A PNG of so many points, red and see-through."""
    made = BytesIO()
    Image.new("RGBA", (size, size), (200, 0, 0, 128)).save(made, "PNG")
    return made.getvalue()


def now(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now()}


def make(operator, case: int) -> Made:
    told = {"name": NAME, "asked": Asked(OURS), "form": FORM}
    clerk = users.create(**now(operator), username="orders", display_name="ผู้สั่งเอกสาร")
    users.assign(**now(operator), user=clerk, role="tambon_team", area=TAMBON)
    job = issuing.order(**now(clerk), **told)
    issuing.cancel(**now(clerk), job=job)
    letter_heads.write(**now(operator), area=TAMBON, office="เทศบาลตำบลไพศาลี")
    letter_heads.set_emblem(**now(operator), area=TAMBON, file=emblem())
    return Made(issuing.issue(**now(operator), **told), job)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    orders = ("documents-order", "documents-progress", "documents-cancel")
    papers = ("documents-one", "documents-file", "documents-again")
    return {
        "documents-new": {"name": NAME},
        "letter-head": {"area": TAMBON},
        "letter-head-emblem": {"area": TAMBON},
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
    "letter_heads.write": lambda user, made: letter_heads.write(**now(user), area=TAMBON, office="อบต.") or True,
    "letter_heads.set_emblem": lambda user, made: letter_heads.set_emblem(**now(user), area=TAMBON, file=emblem()) or True,
    "letter_heads.find": lambda user, made: letter_heads.find(user, TAMBON),
    "letter_heads.emblem": lambda user, made: letter_heads.emblem(user, TAMBON),
    "doc_household.of_home": lambda user, made: doc_household.of_home(user, Asked(OURS, number=household_id(1))) or True,
}
