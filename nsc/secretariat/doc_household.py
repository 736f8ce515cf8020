"""Household files (แฟ้มครัวเรือน): of one, and of a whole village as one zip of papers. Each is audited as the file of its household."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.registry.models import Household
from nsc.reports import blueprint_book, household_file, referral_letters
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind

MOST = 1_000  # files in one action
Tell = Callable[[int, int], None]


def one(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    home = Household.objects.filter(pk=asked.number, area_code__startswith=asked.area).first()
    if home is None:
        raise scope.OutOfSight(str(asked.number))
    scope.require(user, Permission.HOUSEHOLD_EXPORT, place=home.area_code, household=home.pk)
    return household_file.pdf(by=user, at=at, household=home.pk)


def village(user: User, at: datetime, asked: Asked, form: str, thai_digits: bool, tell: Tell) -> bytes:
    """A paper each, uncompressed (a PDF is already). Refused over MOST, and where nobody lives."""
    for permission in (Permission.HOUSEHOLD_EXPORT, Permission.NAME_SEE):
        scope.require(user, permission, place=asked.area)
    numbers = list(Household.objects.filter(area_code=asked.area).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(numbers) > MOST:
        raise Refused(_("หมู่บ้านนี้มีเกิน {most} ครัวเรือน โปรดพิมพ์ทีละครัวเรือน"), most=MOST)
    if not numbers:
        raise Refused(_("หมู่บ้านนี้ไม่มีครัวเรือนในทะเบียน"))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as files:
        for done, number in enumerate(numbers, start=1):
            files.writestr(ZipInfo(f"household-{number}.pdf"), household_file.pdf(by=user, at=at, household=number))
            tell(done, len(numbers))
    return out.getvalue()


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
        forms=("zip",),
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
