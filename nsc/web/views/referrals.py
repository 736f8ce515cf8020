"""Pages of referrals: the desk of an office and of the chain, one referral, the draft, the letter, how fast offices answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from nsc import thai
from nsc.access import audit
from nsc.access.roles import Permission
from nsc.casework import referral_desk, referrals, sight
from nsc.casework.referral_desk import CHAIN, OFFICE
from nsc.errors import Refused
from nsc.files import tables
from nsc.reports import answer_times, listed_referrals, referral_letters
from nsc.reports.listing import Asked
from nsc.secretariat import letter_heads
from nsc.web import context, desks, inputs, listing
from nsc.web import referrals as shown
from nsc.web.forms_referrals import DraftForm, SignForm
from nsc.web.forms_targets import fiscal_year
from nsc.web.here import Here
from nsc.web.words import because

DONE = {
    "forward": gettext_noop("ส่งขึ้นขั้นถัดไปแล้ว"),
    "return": gettext_noop("ส่งคืนพร้อมเหตุผลแล้ว"),
    "accept": gettext_noop("รับเรื่องแล้ว ผู้ส่งได้รับแจ้ง"),
    "decline": gettext_noop("บันทึกว่าไม่รับเรื่องแล้ว ผู้ส่งได้รับแจ้ง"),
    "ask": gettext_noop("ส่งคำถามกลับแล้ว"),
    "answer": gettext_noop("ตอบคำถามแล้ว"),
    "complete": gettext_noop("บันทึกผลแล้ว ครัวเรือนกลับสู่ผู้ดูแล"),
    "withdraw": gettext_noop("ถอนเรื่องแล้ว"),
}


def desk(request: HttpRequest) -> HttpResponse:
    sides = referral_desk.sides(request.user)
    side = request.GET.get("side", "")
    page = inputs.page(request)
    chosen = side if side in (OFFICE, CHAIN) else sides[0] if sides else CHAIN
    found = referral_desk.desk(request.user, at=timezone.now(), side=chosen, box=request.GET.get("box", ""), page=page)
    return render(request, "pages/referrals/desk.html", {"page": shown.desk(request.user, chosen, found, page)})


def listed(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "referral-list"):
        return other
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), _listing(request.GET)
    there = {"area": told.here.area or "", "authority": told.here.authority}
    where, found = listed_referrals.page(request.user, at=timezone.now(), **there, asked=asked)
    return listing.answer(request, shown.listed(request, told, where, found, asked))


def _listing(said) -> Asked:
    return listed_referrals.listing(said.get("month", "")[:7]).of(said)


def listed_file(request: HttpRequest) -> HttpResponse:
    """By POST those that were picked; else all that match."""
    said = desks.said(request)
    asked, where = _listing(said), Here.of(said)
    there = {"area": where.area or "", "authority": where.authority}
    only, names = desks.picked(request), desks.wants_names(request)
    leaving = listed_referrals.leave(by=request.user, at=timezone.now(), **there, asked=asked, with_names=names, only=only)
    about = [(_("นิยาม"), _("เรื่องที่ส่งต่อหน่วยงานจากเคส สถานะและกำหนดตามที่บันทึกถึงขณะนี้")), (_("แหล่งข้อมูล"), _("บันทึกงานรายกรณีในระบบนี้"))]
    more = {"title": _("การส่งต่อทั้งหมด"), "naming": listed_referrals.NAMING, "about": about, "chips": desks.words(asked, {})}
    return desks.send(request, asked, leaving, shown.cells(), **more)


def referral(request: HttpRequest, referral: int) -> HttpResponse:
    """The first look of the office is its "รับเรื่องแล้ว"."""
    found, at = referral_desk.find(request.user, referral), timezone.now()
    if found.is_ours and found.received_at is None and not found.stop:
        referrals.open_(by=request.user, at=at, referral=referral)
        found = referral_desk.find(request.user, referral)
    homes = [found.household] if found.has_names or found.what else []
    audit.seen(by=request.user, at=at, what="referral", on=("referral", referral), place=found.area_code, count=1, households=homes)
    return render(request, "pages/referrals/referral.html", {"page": shown.one(request.user, found)})


@require_POST
def act(request: HttpRequest, referral: int, act: str) -> HttpResponse:
    if act not in shown.ACTS:
        raise Http404
    told = {"by": request.user, "at": timezone.now(), "referral": referral}
    text, link = request.POST.get("text", ""), request.POST.get("link", "")
    match act:
        case "forward":
            referrals.forward(**told, link=link, text=text, what=request.POST.get("what", ""))
        case "return":
            referrals.send_back(**told, link=link, because=text)
        case "accept":
            referrals.accept(**told, text=text)
        case "decline":
            referrals.decline(**told, because=text, was=request.POST.get("was", "sent"))
        case "ask":
            referrals.ask(**told, question=text)
        case "answer":
            referrals.answer(**told, text=text)
        case "complete":
            referrals.complete(**told, text=text)
        case "withdraw":
            referrals.withdraw(**told, because=text)
    messages.success(request, _(DONE[act]))
    is_closed = act in ("decline", "complete") and CHAIN not in referral_desk.sides(request.user)  # the household is no longer theirs
    return redirect("referrals") if is_closed else redirect("referral", referral)


def new(request: HttpRequest, case: int) -> HttpResponse:
    at = timezone.now()
    found = referral_desk.choices(request.user, case, on=timezone.localdate(at))
    number = inputs.number(request.GET.get("again"))
    before = referral_desk.find(request.user, number) if number else None
    initial = {"what": before.what} if before else {}
    form = DraftForm(request.POST or None, choices=found, **shown.choices(found), initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = {"by": request.user, "at": at, "organisation": form.cleaned_data["organisation"], "what": form.cleaned_data["what"]}
        try:
            if before and before.case == case:
                made = referrals.refer_again(**asked, referral=before.number)
            else:
                made = referrals.draft(**asked, case=case, need=form.cleaned_data.get("need"), step=form.cleaned_data.get("step"))
            messages.success(request, _("ส่งเรื่องขึ้นขั้นถัดไปแล้ว"))
            return redirect("referral", made.pk)
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/referrals/new.html", {"page": shown.new(request.user, found, form, before)})


def sign(request: HttpRequest) -> HttpResponse:
    """Those ticked on the desk, under one letter."""
    sight.require_somewhere(request.user, Permission.REFERRAL_SIGN)
    asked = request.POST if request.method == "POST" else request.GET
    numbers = sorted({number for each in asked.getlist("referral") if (number := inputs.number(each))})[: referrals.MANY]
    found = [referral_desk.find(request.user, number) for number in numbers]
    if not found:
        raise Refused(_("โปรดเลือกเรื่องส่งต่ออย่างน้อยหนึ่งเรื่อง"))
    first = found[0]
    initial = {"on": timezone.localdate(), "position": shown.position(first.area_code, first.turn)}
    form = SignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            letter = referrals.sign(by=request.user, at=timezone.now(), referrals=numbers, **form.cleaned_data)
            messages.success(request, _("ลงนามหนังสือ %(number)s แล้ว หน่วยงานได้รับแจ้ง") % {"number": letter.number})
            return redirect("referral", numbers[0]) if len(numbers) == 1 else redirect("referrals")
        except Refused as no:
            form.add_error(None, because(no))
    return render(request, "pages/referrals/sign.html", {"page": shown.sign(request.user, found, form)})


def letter(request: HttpRequest, letter: int) -> HttpResponse:
    paper = referral_letters.printed(by=request.user, at=timezone.now(), letter=letter, head=letter_heads.printed_on)
    response = HttpResponse(paper.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=paper.name)
    return response


def agencies(request: HttpRequest) -> HttpResponse:
    found = answer_times.of(request.user, at=timezone.now(), **_asked(request))
    choice = f"?fiscal={thai.buddhist_year(found.fiscal_year)}"
    return render(request, "pages/referrals/agencies.html", {"page": shown.agencies(request.user, found, choice)})


def agencies_csv(request: HttpRequest) -> HttpResponse:
    columns, rows = answer_times.table(by=request.user, at=timezone.now(), **_asked(request))
    response = HttpResponse("".join(tables.lines(columns, rows)), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="answer_times.csv"'
    return response


def _asked(request: HttpRequest) -> dict[str, object]:
    area = request.GET.get("area", "")
    return {"fiscal_year": fiscal_year(request.GET.get("fiscal", ""), timezone.localdate()), "area": area if area.isdigit() else ""}
