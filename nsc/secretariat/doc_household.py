"""Household files (แฟ้มครัวเรือน): of one, and of a whole village in one action. Each is audited as the file of its household."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.db.models import Q

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import referral_desk
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.paper import pdf as papers
from nsc.paper.book import Book
from nsc.paper.letter_head import NONE, LetterHead
from nsc.registry.models import Household
from nsc.reports import blueprint_book, household_file, referral_letters
from nsc.secretariat import letter_heads
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind

MOST = 1_000  # files in one action
TOGETHER = 5  # printed at once: their types are in the file once; Typst keeps what it laid out the last ten times, of so many
Tell = Callable[[int, int], None]


def of_home(user: User, asked: Asked) -> None:
    """Who may read the names of that household may have its file: a mentor to whom it was handed, too."""
    home = Household.objects.filter(pk=asked.number, area_code__startswith=asked.area).first()
    if home is None:
        raise scope.OutOfSight(str(asked.number))
    scope.require(user, Permission.NAME_SEE, place=home.area_code, household=home.pk, authority=home.authority_id)


def of_homes(user: User) -> Q:
    within = scope.within(user, Permission.NAME_SEE, household="pk", authority="authority")
    return Q(number__in=Household.objects.filter(within).values("pk"))


def one(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    return household_file.pdf(by=user, at=at, household=int(asked.number or 0), head=letter_heads.printed_on(asked.area))


def village(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> IO[bytes]:
    """One PDF with a bookmark for each household, or a zip of a paper each. Refused over MOST, and where nobody lives.

    It grows on the disk, in a file without a name: called off or killed, nothing of it is left."""
    for permission in (Permission.HOUSEHOLD_EXPORT, Permission.NAME_SEE):
        scope.require(user, permission, place=asked.area)
    numbers = list(Household.objects.filter(area_code=asked.area).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(numbers) > MOST:
        raise Refused(_("หมู่บ้านนี้มีเกิน {most} ครัวเรือน โปรดพิมพ์ทีละครัวเรือน"), most=MOST)
    if not numbers:
        raise Refused(_("หมู่บ้านนี้ไม่มีครัวเรือนในทะเบียน"))
    out = tempfile.TemporaryFile(dir=uploads.plain_folder())  # noqa: SIM115  who keeps it closes it
    (bound if form == "pdf" else zipped)(out, user, at, numbers, tell, letter_heads.printed_on(asked.area))
    out.seek(0)
    return out


def bound(out: IO[bytes], user: User, at: datetime, numbers: list[int], tell: Tell, head: LetterHead = NONE) -> None:
    with Book(out) as book:
        for start in range(0, len(numbers), TOGETHER):
            records = []
            for done, number in enumerate(numbers[start : start + TOGETHER], start=start + 1):
                records.append(household_file.laid_out(by=user, at=at, household=number, head=head))
                tell(done, len(numbers))
            book.add(papers.made("records", {"title": records[0]["title"], "records": records}, is_tagged=False))


def zipped(out: IO[bytes], user: User, at: datetime, numbers: list[int], tell: Tell, head: LetterHead = NONE) -> None:
    """Uncompressed: a PDF is already."""
    with ZipFile(out, "w", ZIP_STORED) as files:
        for done, number in enumerate(numbers, start=1):
            files.writestr(ZipInfo(f"household-{number}.pdf"), household_file.pdf(by=user, at=at, household=number, head=head))
            tell(done, len(numbers))


def blueprint(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    return blueprint_book.printed(by=user, at=at, area=asked.area, form=form, thai_digits=thai_digits).content


def of_letter(user: User, asked: Asked) -> None:
    """Who may print it on the page of its referral; issued under the office that signed it."""
    found, _lines, _with_names = referral_letters.seen(user, int(asked.number or 0))
    if found.office_code != asked.area:
        raise scope.OutOfSight(str(asked.number))


def of_letters(user: User) -> Q:
    """A colleague's copy names what the colleague might read; so each opens what they issued themselves, and prints a new one else."""
    return Q(by=user, number__in=referral_desk.letters(user))


def letter(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    return referral_letters.printed(by=user, at=at, letter=int(asked.number or 0), head=letter_heads.printed_on).content


KINDS = (
    Kind(
        "household_file",
        _("แฟ้มครัวเรือน"),
        _("สำหรับพี่เลี้ยงและทีมปฏิบัติการ เมื่อเยี่ยมบ้านหรือประชุมรายกรณี"),
        (TAMBON, VILLAGE),
        made=one,
        forms=("pdf",),
        of_one="household",
        may_name=True,
        permission=Permission.NAME_SEE,
        asks=of_home,
        seen=of_homes,
    ),
    Kind(
        "village_files",
        _("แฟ้มครัวเรือนทั้งหมู่บ้าน"),
        _("สำหรับ ศจพ.อ. และ ศจพ.จ. เมื่อเตรียมแฟ้มให้ทีมลงพื้นที่ทั้งหมู่บ้าน"),
        (VILLAGE,),
        made=village,
        forms=("pdf", "zip"),
        may_name=True,
        permission=Permission.HOUSEHOLD_EXPORT,
    ),
    Kind(
        "blueprint",
        _("พิมพ์เขียวตำบล"),
        _("สำหรับทีมตำบล อำเภอ และจังหวัด เมื่อเสนอหรือใช้พิมพ์เขียว"),
        (TAMBON,),
        made=blueprint,
        forms=("pdf", "docx"),
    ),
    Kind(
        "referral_letter",
        _("หนังสือส่งต่อครัวเรือน"),
        _("สำหรับหน่วยงานที่รับการส่งต่อ ออกโดยจังหวัดหรืออำเภอ"),
        (PROVINCE, AMPHOE),
        made=letter,
        forms=("pdf",),
        of_one="referral",
        may_name=True,
        permission=Permission.REFERRAL_SEND,
        asks=of_letter,
        seen=of_letters,
    ),
)
