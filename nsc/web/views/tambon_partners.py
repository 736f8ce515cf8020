"""Pages of a tambon's partners: who takes part, what is offered and needed, what is put together, promised and delivered."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from nsc.errors import Refused
from nsc.reports import shortfalls
from nsc.tambon import commitments, initiatives, offers, pairings, partners, partners_rules, wants
from nsc.web import inputs
from nsc.web import tambon as shown
from nsc.web import tambon_partners as page
from nsc.web.forms_programmes import act
from nsc.web.forms_tambon_partners import (
    AgreeForm,
    BecauseForm,
    ChangeForm,
    ColleagueForm,
    ContactForm,
    CorrectForm,
    EndForm,
    HandoverForm,
    JoinForm,
    NoPairForm,
    NumberForm,
    OfferForm,
    PairForm,
    SamePairForm,
    TakeBackForm,
    WantForm,
    told,
)

TEMPLATES = "pages/tambon/partners"


def _now(request: HttpRequest, code: str = "") -> dict[str, object]:
    return {"by": request.user, "at": timezone.now()} | ({"area": code} if code else {})


def _asked(request: HttpRequest) -> str:
    return request.POST.get("act", "") if request.method == "POST" else ""


def _unknown() -> Refused:
    return Refused(_("หน้านี้ไม่มีการกระทำที่ขอ โปรดเปิดหน้าใหม่แล้วลองอีกครั้ง"))


def _done(request: HttpRequest, form: Form, verb, words: str, **given: object) -> bool:
    """Whether the verb was done; what it refused stands on the form, with what was typed."""
    if not form.is_valid() or not act(form, verb, **given, **form.cleaned_data):
        return False
    messages.success(request, words)
    return True


def _heard(request: HttpRequest, words: str, name: str, *args: object) -> HttpResponse:
    messages.success(request, words)
    return redirect(name, *args)


# — who takes part —


def partners_page(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    form = None
    if head.begun.may_write:
        form = JoinForm(request.POST or None, offices=partners.outside(request.user, code), name="join")
    if request.method == "POST":
        if _asked(request) != "join" or form is None:
            partners.outside(request.user, code)  # says who may
            raise _unknown()
        if _done(request, form, partners.join, _("เพิ่มภาคีแล้ว"), **_now(request, code)):
            return redirect("tambon-partners", code)
    seats = partners.of(request.user, code)
    letters = [(letter, [seat for seat in seats if seat.letter == letter]) for letter in partners_rules.LETTERS]
    return render(request, f"{TEMPLATES}/list.html", page.told(request, head, letters=letters, seats=seats, form=form))


def partner_page(request: HttpRequest, code: str, partner: int) -> HttpResponse:
    head, now = shown.head(request, code), timezone.now()
    opened = partners.find(request.user, now, code, partner)
    asked, given = _asked(request), _now(request, code)
    forms = {}
    if head.begun.may_write:
        sent = {name: request.POST if asked == name else None for name in ("colleague", "contact", "leave")}
        forms = {
            "colleague": ColleagueForm(sent["colleague"], colleagues=opened.colleagues, name="colleague") if opened.colleagues else None,
            "contact": ContactForm(sent["contact"], name="contact"),
            "leave": BecauseForm(sent["leave"], name="leave"),
        }
    if asked in ("colleague", "contact") and forms.get(asked):
        if _done(request, forms[asked], partners.name_contact, _("เพิ่มผู้ประสานงานแล้ว"), partner=partner, **given):
            return redirect("tambon-partners-one", code, partner)
    elif asked == "leave" and forms:
        if _done(request, forms["leave"], partners.leave, _("ภาคีออกจากงานแล้ว"), partner=partner, **given):
            return redirect("tambon-partners", code)
    elif asked == "drop":
        partners.drop_contact(**given, contact=told(NumberForm(request.POST))["number"])
        return _heard(request, _("ลบชื่อผู้ประสานงานแล้ว"), "tambon-partners-one", code, partner)
    elif request.method == "POST":
        raise _unknown()
    seat = opened.seat
    offered = [each for each in offers.reaching(request.user, code, with_withdrawn=True) if each.organisation == seat.organisation]
    promised = [each for each in commitments.of(request.user, now, code) if each.organisation == seat.organisation]
    context = page.told(request, head, opened=opened, offers=offered, promises=promised, forms=forms)
    return render(request, f"{TEMPLATES}/one.html", context)


# — what is offered and needed —


def resources(request: HttpRequest, code: str) -> HttpResponse:
    head, asked = shown.head(request, code), _asked(request)
    form = None
    if head.begun.may_write:
        projects, goals = wants.purposes(request.user, code)
        form = WantForm(request.POST if asked == "want" else None, projects=projects, goals=goals, name="want")
    if asked == "want" and form:
        if _done(request, form, wants.tell, _("บันทึกความต้องการแล้ว"), **_now(request, code)):
            return redirect("tambon-partners-resources", code)
    elif asked == "end":
        sent = told(EndForm(request.POST))
        wants.end(**_now(request, code), want=sent["number"], because=sent["because"])
        return _heard(request, _("เลิกความต้องการนี้แล้ว"), "tambon-partners-resources", code)
    elif request.method == "POST":
        raise _unknown()
    offered = offers.reaching(request.user, code)
    context = page.told(
        request,
        head,
        offers=offered,
        wants=wants.of(request.user, code),
        lacks=page.lacks(shortfalls.of(request.user, code), offered),
        form=form,
    )
    return render(request, f"{TEMPLATES}/resources.html", context)


def offer_for(request: HttpRequest, code: str) -> HttpResponse:
    """The team writes down what an organisation told it."""
    head = shown.head(request, code)
    offices = [(seat.organisation, seat.name) for seat in partners.of(request.user, code)]
    offices += partners.outside(request.user, code)
    form = OfferForm(request.POST or None, offices=offices, areas=[code], on_behalf=True, name="offer")
    if request.method == "POST" and _done(request, form, offers.make, _("บันทึกข้อเสนอแล้ว"), **_now(request)):
        return redirect("tambon-partners-resources", code)
    return render(request, f"{TEMPLATES}/offer_for.html", page.told(request, head, form=form))


# — what is put together —


def matching_page(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    if request.method == "POST":
        return _overruled(request, code)
    context = page.told(
        request, head, pairs=pairings.proposed(request.user, timezone.now(), code), declined=pairings.declined(request.user, code)
    )
    return render(request, f"{TEMPLATES}/matching.html", context)


def _overruled(request: HttpRequest, code: str) -> HttpResponse:
    asked, given = _asked(request), _now(request, code)
    if asked == "decline":
        pairings.decline(**given, **told(NoPairForm(request.POST)))
        return _heard(request, _("จะไม่เสนอคู่นี้อีก"), "tambon-partners-matching", code)
    if asked == "reconsider":
        pairings.reconsider(**given, **told(SamePairForm(request.POST)))
        return _heard(request, _("เสนอคู่นี้ได้อีกครั้งแล้ว"), "tambon-partners-matching", code)
    verbs = {
        "accept": (commitments.accept, _("รับข้อเสนอแล้ว รอองค์กรตกลง")),
        "promise": (commitments.promise, _("รับปากแล้ว รอทีมตำบลตกลง")),
    }
    if asked not in verbs:
        raise _unknown()
    verb, words = verbs[asked]
    number = verb(**given, **told(PairForm(request.POST)))
    return _heard(request, words, "tambon-partners-promise", code, number)


# — what is promised —


def promises(request: HttpRequest, code: str) -> HttpResponse:
    head = shown.head(request, code)
    rows = commitments.of(request.user, timezone.now(), code)
    return render(request, f"{TEMPLATES}/promises.html", page.told(request, head, rows=rows, sums=commitments.sums(rows)))


def promise(request: HttpRequest, code: str, commitment: int) -> HttpResponse:
    head, now, asked = shown.head(request, code), timezone.now(), _asked(request)
    row, handed = commitments.find(request.user, now, code, commitment)
    start = {"amount": page.plain(row.amount), "due_on": row.due_on}
    kinds = {"agree": AgreeForm, "hand-over": HandoverForm, "change": ChangeForm, "cancel": BecauseForm}
    starts = {"change": start, "hand-over": {"amount": page.plain(row.amount - row.delivered)}}
    forms = {name: kind(request.POST if asked == name else None, name=name, initial=starts.get(name)) for name, kind in kinds.items()}
    verbs = {
        "agree": (commitments.agree, _("ตกลงแล้ว")),
        "hand-over": (commitments.hand_over, _("บันทึกการส่งมอบแล้ว")),
        "change": (commitments.change, _("แก้แล้ว")),
        "cancel": (commitments.cancel, _("ยกเลิกแล้ว")),
    }
    given = _now(request, code)
    if asked in verbs:
        verb, words = verbs[asked]
        if _done(request, forms[asked], verb, words, commitment=commitment, **given):
            return redirect("tambon-partners-promise", code, commitment)
    elif asked == "take-back":
        commitments.take_back(**given, **told(TakeBackForm(request.POST)))
        return _heard(request, _("ถอนรายการส่งมอบแล้ว"), "tambon-partners-promise", code, commitment)
    elif request.method == "POST":
        raise _unknown()
    named = {name.replace("-", "_"): form for name, form in forms.items()}
    return render(request, f"{TEMPLATES}/promise.html", page.told(request, head, row=row, handed=handed, forms=named))


# — a partner's own —


def ours(request: HttpRequest) -> HttpResponse:
    rows = commitments.ours(request.user, timezone.now())
    context = {
        "offices": offers.offices(request.user),
        "offers": offers.ours(request.user),
        "rows": rows,
        "sums": commitments.sums(rows),
        "tambons": initiatives.visible_to(request.user),
    }
    return render(request, f"{TEMPLATES}/ours.html", context)


def offer_new(request: HttpRequest) -> HttpResponse:
    offices, areas = offers.offices(request.user), offers.areas(request.user)
    form = OfferForm(request.POST or None, offices=offices, areas=areas, name="offer")
    if request.method == "POST" and _done(request, form, offers.make, _("บันทึกข้อเสนอแล้ว"), **_now(request)):
        return redirect("offers")
    return render(request, f"{TEMPLATES}/offer_new.html", {"form": form, "offices": offices})


def offer(request: HttpRequest, number: int) -> HttpResponse:
    row, asked, given = offers.find(request.user, number), _asked(request), _now(request) | {"offer": number}
    start = {name: getattr(row, name) for name in ("until_on", "conditions")}
    start |= {"quantity": page.plain(row.quantity), "baht": None if row.baht is None else page.plain(row.baht)}
    correct = CorrectForm(request.POST if asked == "correct" else None, initial=start, name="correct")
    withdraw = BecauseForm(request.POST if asked == "withdraw" else None, name="withdraw")
    if asked == "correct":
        if _done(request, correct, offers.correct, _("บันทึกแล้ว"), **given):
            return redirect("offer", number)
    elif asked == "withdraw":
        if _done(request, withdraw, offers.withdraw, _("ถอนข้อเสนอแล้ว"), **given):
            return redirect("offer", number)
    elif request.method == "POST":
        raise _unknown()
    rows = [each for each in commitments.ours(request.user, given["at"]) if each.offer == number]
    may = offers.may_write(request.user, row) and row.withdrawn_at is None
    back = inputs.ours(request, request.headers.get("Referer", ""))
    context = {"row": row, "rows": rows, "correct": correct, "withdraw": withdraw, "may": may, "back": back}
    return render(request, f"{TEMPLATES}/offer.html", context)
