"""Household files (แฟ้มครัวเรือน): of one, and of a whole village in one action. Each is audited as the file of its household."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.paper import pdf as papers
from nsc.paper.book import Book
from nsc.registry.models import Household
from nsc.reports import blueprint_book, household_file, referral_letters
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind

MOST = 1_000  # files in one action
TOGETHER = 5  # printed at once: their types are in the file once; Typst keeps what it laid out the last ten times, of so many
Tell = Callable[[int, int], None]


def one(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    home = Household.objects.filter(pk=asked.number, area_code__startswith=asked.area).first()
    if home is None:
        raise scope.OutOfSight(str(asked.number))
    scope.require(user, Permission.HOUSEHOLD_EXPORT, place=home.area_code, household=home.pk)
    return household_file.pdf(by=user, at=at, household=home.pk)


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
    (bound if form == "pdf" else zipped)(out, user, at, numbers, tell)
    out.seek(0)
    return out


def bound(out: IO[bytes], user: User, at: datetime, numbers: list[int], tell: Tell) -> None:
    with Book(out) as book:
        for start in range(0, len(numbers), TOGETHER):
            records = []
            for done, number in enumerate(numbers[start : start + TOGETHER], start=start + 1):
                records.append(household_file.laid_out(by=user, at=at, household=number))
                tell(done, len(numbers))
            book.add(papers.made("records", {"title": records[0]["title"], "records": records}, is_tagged=False))


def zipped(out: IO[bytes], user: User, at: datetime, numbers: list[int], tell: Tell) -> None:
    """Uncompressed: a PDF is already."""
    with ZipFile(out, "w", ZIP_STORED) as files:
        for done, number in enumerate(numbers, start=1):
            files.writestr(ZipInfo(f"household-{number}.pdf"), household_file.pdf(by=user, at=at, household=number))
            tell(done, len(numbers))


def blueprint(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    return blueprint_book.printed(by=user, at=at, area=asked.area, form=form, thai_digits=thai_digits).content


def letter(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    return referral_letters.printed(by=user, at=at, letter=int(asked.number or 0)).content


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
        permission=Permission.HOUSEHOLD_EXPORT,
    ),
    Kind(
        "village_files",
        _("แฟ้มครัวเรือนทั้งหมู่บ้าน"),
        _("สำหรับทีมปฏิบัติการระดับตำบล เมื่อลงพื้นที่ทั้งหมู่บ้าน"),
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
    ),
)
