"""Many accounts and roles from a file: looked through, then given, all or the good lines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from nsc.access import scope, staffing, users
from nsc.access.roles import Permission
from nsc.errors import NotAllowed
from nsc.files import tables
from nsc.intake import staff
from nsc.web.forms_people import StaffForm, act
from nsc.web.words import because

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = {"name": "people"}
SHOWN = 500  # wrong lines on the page; the file of them has all
COLUMNS = {
    "username": gettext_lazy("ชื่อผู้ใช้"),
    "display_name": gettext_lazy("ชื่อ"),
    "role": gettext_lazy("บทบาท"),
    "area": gettext_lazy("พื้นที่"),
    "authority": gettext_lazy("อปท."),
    "organisation": gettext_lazy("องค์กร"),
    "valid_from": gettext_lazy("ตั้งแต่"),
    "valid_until": gettext_lazy("ถึง"),
    "email": gettext_lazy("อีเมล"),
}


def upload(request: HttpRequest) -> HttpResponse:
    _open_to(request.user)
    form = StaffForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kept = act(form, staff.receive, by=request.user, at=timezone.now(), file=file, name=file.name)
        if kept:
            return redirect("staff-look", kept)
    return render(request, "pages/people/file.html", {"page": PAGE, "form": form, "most": staff.MOST})


@never_cache
def look(request: HttpRequest, file: int) -> HttpResponse:
    """The dry run; by POST, what it found is given. The links are in that answer and nowhere else."""
    if request.method == "POST":
        return _give(request, file)
    found = staff.look(request.user, file, at=timezone.now())
    problems = list(_problems(found.verdicts))
    context = {
        "page": PAGE,
        "found": found,
        "new": found.count(staffing.NEW),
        "more": found.count(staffing.MORE),
        "same": found.count(staffing.SAME),
        "wrong": found.count(staffing.WRONG),
        "problems": problems[:SHOWN],
        "left": max(0, len(problems) - SHOWN),
    }
    return render(request, "pages/people/file_look.html", context)


def _give(request: HttpRequest, file: int) -> HttpResponse:
    only_good = request.POST.get("only_good") == "yes"
    made = staff.give(by=request.user, at=timezone.now(), file=file, only_good=only_good)
    if request.POST.get("as") == "csv":
        return _csv("invitations.csv", [(_("ชื่อผู้ใช้"), _("ชื่อ"), _("ลิงก์ตั้งรหัสผ่าน")), *made.links])
    return render(request, "pages/people/file_done.html", {"page": PAGE, "made": made})


@require_GET
def problems_csv(request: HttpRequest, file: int) -> HttpResponse:
    found = staff.look(request.user, file, at=timezone.now())
    head = (_("แถว"), _("คอลัมน์"), _("ค่าที่พบ"), _("ปัญหาและวิธีแก้"))
    return _csv("problems.csv", [head, *((row["row"], row["column"], row["value"], row["remedy"]) for row in _problems(found.verdicts))])


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    _open_to(request.user)
    return HttpResponse(
        staff.template(request.user), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="people.xlsx"'}
    )


def _problems(verdicts):
    for verdict in verdicts:
        for fault in verdict.faults:
            yield {
                "row": verdict.line.number,
                "column": str(COLUMNS[fault.column]),
                "value": fault.value,
                "remedy": because(fault.why),
            }


def _csv(name: str, rows) -> HttpResponse:
    headings, *lines = rows
    answer = HttpResponse("".join(tables.lines(headings, lines)), content_type=tables.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _open_to(user) -> None:
    if scope.anywhere(user, Permission.USER_CREATE) and scope.anywhere(user, Permission.ROLE_GRANT):
        return
    if not users.mine(user):
        raise scope.OutOfSight("file")
    raise NotAllowed(Permission.ROLE_GRANT.value)
