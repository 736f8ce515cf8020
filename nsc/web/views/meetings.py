"""Pages of the meeting desk: the calendar, one meeting from its agenda to its minutes, orders and their answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from nsc import thai
from nsc.access import scope
from nsc.areas import places
from nsc.casework import sight
from nsc.errors import NotAllowed, Refused
from nsc.secretariat import agenda, issuing, listed_targets, minutes, orders, seats, sittings
from nsc.secretariat import desk_rules as rules
from nsc.secretariat.document_kinds import Asked
from nsc.web import downloads, inputs
from nsc.web import forms_meetings as asked
from nsc.web import meeting_desk as shown
from nsc.web.acts import Act, begun, sent
from nsc.web.forms_programmes import act

TEMPLATES = "pages/meetings"
SAVED = gettext_lazy("บันทึกแล้ว")
PRINTED = {"agenda": "meeting_agenda", "minutes": "meeting_minutes"}
asks = require_http_methods(["GET", "HEAD", "POST"])


def calendar(request: HttpRequest) -> HttpResponse:
    user, at = request.user, timezone.now()
    area, today = _area(request), timezone.localdate(at)
    is_past = request.GET.get("when") == "past"
    year = thai.fiscal_year(today)
    if (said := inputs.number(thai.arabic_digits(request.GET.get("fiscal", "")), 4)) and 2560 <= said <= year:
        year = said
    waiting, late = orders.mine(user, at=at)
    rows = shown.past(user, today, year, area) if is_past else shown.coming(user, today, area)
    keeps = sittings.keeps(user)
    told = {
        "page": shown.Place(),
        "tabs": shown.tabs(user, "past" if is_past else "coming", area, waiting),
        "rows": rows,
        "months": shown.by_month(rows),
        "is_past": is_past,
        "is_full": len(rows) >= sittings.MOST,
        "years": shown.years(today, year),
        "offices": sorted({(each.area_code, each.who) for each in rows} | set(keeps)),
        "area": area,
        "keeps": keeps,
        "waiting": waiting,
        "late": late,
        "unwritten": [each for each in rows if each.may_keep and each.state == rules.PLANNED] if is_past else [],
    }
    return render(request, f"{TEMPLATES}/calendar.html", told)


@asks
def plan(request: HttpRequest) -> HttpResponse:
    sight.require_somewhere(request.user, sittings.KEEP)
    areas = sittings.keeps(request.user)
    if not areas:
        raise NotAllowed(sittings.KEEP.value)
    said = request.POST.get("area", "") or _area(request)
    area = said if said in dict(areas) else areas[0][0]
    at = timezone.now()
    form = asked.PlanForm(_sent(request), areas=areas, initial=shown.suggested(request.user, area, at))
    made: list[int] = []

    def kept(**told: object) -> None:
        made.append(sittings.plan(**told))

    if request.method == "POST" and form.is_valid() and act(form, kept, by=request.user, at=at, **form.told()):
        messages.success(request, _("นัดประชุมแล้ว ดึงเรื่องที่ถึงกำหนดเข้าระเบียบวาระได้จากหน้านี้"))
        return redirect("meeting", made[0])
    told = {"page": shown.Place(), "form": form, "areas": areas, "area": area, "office": sittings.office_of(area)}
    return render(request, f"{TEMPLATES}/plan.html", told)


@asks
def change(request: HttpRequest, sitting: int) -> HttpResponse:
    told = _kept(request, sitting)
    first = {name: getattr(told, name) for name in ("kind", "place", "chair", "secretary")}
    first |= {"number": told.called, "on": told.on, "begins": timezone.localtime(told.starts_at).time()}
    acts = {
        "move": Act(asked.MoveForm, sittings.move, gettext_lazy("แก้นัดประชุมแล้ว"), initial=first),
        "cancel": Act(asked.BecauseForm, sittings.cancel, gettext_lazy("ยกเลิกการประชุมแล้ว ผู้ที่เชิญได้รับแจ้ง")),
    }
    forms = sent(request, acts, sitting=sitting) if request.method == "POST" else begun(acts)
    if forms is None:
        return redirect("meeting", sitting)
    more = {"forms": forms, "is_planned": told.state == rules.PLANNED}
    return render(request, f"{TEMPLATES}/change.html", _head(request, told, "") | more)


# — one meeting —


@asks
def one(request: HttpRequest, sitting: int) -> HttpResponse:
    """Its agenda, drawn from what is due and put in order."""
    user, at = request.user, timezone.now()
    told = _found(request, sitting)
    offered = agenda.offered(user, sitting, at=at)
    acts = {
        "draw": Act(
            asked.DrawForm,
            agenda.draw,
            gettext_lazy("ดึงเรื่องเข้าระเบียบวาระแล้ว"),
            given={"offered": [(each.source, each.title) for each in offered]},
        ),
        "add": Act(asked.MatterForm, agenda.add, gettext_lazy("เพิ่มเรื่องแล้ว")),
        "shift": Act(asked.ShiftForm, agenda.shift, gettext_lazy("เลื่อนลำดับแล้ว")),
        "invite": Act(asked.NothingForm, sittings.invite, gettext_lazy("แจ้งเชิญประชุมแล้ว")),
        "hold": Act(asked.NothingForm, sittings.hold, gettext_lazy("เริ่มประชุมแล้ว บันทึกผู้มาประชุม มติ และข้อสั่งการได้")),
    }
    forms = sent(request, acts, sitting=sitting) if request.method == "POST" else begun(acts)
    if forms is None:
        return redirect("meeting", sitting)
    found = agenda.of(user, sitting)
    parts = shown.sections(found, listed_targets.of(user, sitting))
    step = shown.next_step(told, timezone.localdate(at), len(offered))
    more = {"forms": forms, "offered": offered, "sections": parts, "count": len(found), "step": step}
    return render(request, f"{TEMPLATES}/agenda.html", _head(request, told, "agenda") | more)


@asks
def people(request: HttpRequest, sitting: int) -> HttpResponse:
    told, user = _found(request, sitting), request.user
    rows = seats.of(user, sitting)
    accounts = seats.accounts(user, sitting) if told.may_keep else []
    free = [each for each in accounts if each[0] not in {seat.username for seat in rows}]
    acts = {
        "call": Act(asked.SeatForm, seats.call, gettext_lazy("เพิ่มผู้เข้าประชุมแล้ว"), given={"accounts": free}),
        "strike": Act(asked.StrikeForm, seats.strike, gettext_lazy("เอาชื่อออกแล้ว")),
        "attend": Act(asked.AttendForm, seats.attend, gettext_lazy("บันทึกผู้มาประชุมแล้ว"), given={"sitting": rows}),
    }
    forms = sent(request, acts, sitting=sitting) if request.method == "POST" else begun(acts)
    if forms is None:
        return redirect("meeting-people", sitting)
    more = {"forms": forms, "rows": rows, "presence": shown.presence(rows), "is_held": told.state == rules.HELD}
    return render(request, f"{TEMPLATES}/people.html", _head(request, told, "people") | more)


@asks
def item(request: HttpRequest, sitting: int, item: int) -> HttpResponse:
    """One matter: its papers, what was said and resolved of it, whom it gave orders."""
    told, user, at = _found(request, sitting), request.user, timezone.now()
    found = agenda.of(user, sitting)
    it = next((each for each in found if each.number == item), None)
    if it is None:
        raise scope.OutOfSight(str(item))
    given = orders.of_sitting(user, sitting, at=at)
    acts = _item_acts(request, told, it, given) if told.may_keep else {}
    forms = sent(request, acts, sitting=sitting, item=item) if request.method == "POST" else begun(acts)
    if forms is None:
        return redirect("meeting", sitting) if request.POST["act"] == "drop" else redirect("meeting-item", sitting, item)
    here = found.index(it)
    matter = listed_targets.of(user, sitting).get(item)
    more = {
        "forms": forms,
        "it": it,
        "section": rules.SECTIONS[it.section],
        "before": found[here - 1] if here else None,
        "after": found[here + 1] if here + 1 < len(found) else None,
        "orders": [(each, shown.due(each)) for each in given if each.item == item],
        "list": shown.list_words(matter) if matter else None,
        "may_write": told.may_keep and told.state == rules.HELD and not told.is_locked,
        "approves": it.section == rules.APPROVAL,
    }
    return render(request, f"{TEMPLATES}/item.html", _head(request, told, "agenda") | more)


def _item_acts(request: HttpRequest, told: sittings.Told, it: agenda.Item, given: list[orders.Line]) -> dict[str, Act]:
    user, last = request.user, given[-1].due_on if given and given[-1].days >= 0 else None
    whom = {"owners": shown.owners(user, told.number, seats.of(user, told.number))}
    papers = {"documents": shown.documents(user, told.area_code)}
    words = {"section": it.section, "title": it.title, "detail": it.detail}
    return {
        "note": Act(asked.NoteForm, minutes.note, SAVED, initial={"notes": it.notes, "resolution": it.resolution}),
        "give": Act(asked.OrderForm, orders.give, gettext_lazy("สั่งการแล้ว ผู้รับผิดชอบได้รับแจ้ง"), given=whom, initial={"due_on": last}),
        "attach": Act(asked.AttachForm, agenda.attach, gettext_lazy("แนบเอกสารแล้ว"), given=papers),
        "change": Act(asked.ChangeMatterForm, agenda.change, gettext_lazy("แก้เรื่องแล้ว"), initial=words),
        "drop": Act(asked.NothingForm, agenda.drop, gettext_lazy("เอาเรื่องออกจากระเบียบวาระแล้ว")),
        "resolve": Act(asked.NothingForm, listed_targets.resolve, gettext_lazy("บันทึกมติต่อบัญชีเป้าหมายแล้ว")),
    }


@asks
def written(request: HttpRequest, sitting: int) -> HttpResponse:
    """The minutes as they read, and what completes them."""
    told, user, at = _found(request, sitting), request.user, timezone.now()
    rows, approved = shown.earlier(user, sitting) if told.may_keep and told.state == rules.HELD else ([], [])
    frame = {name: getattr(told, name) for name in ("began_at", "ended_at", "opening", "recorder", "checker")}
    acts = {
        "frame": Act(asked.FrameForm, minutes.frame, SAVED, initial=frame),
        "approve": Act(asked.ApproveForm, minutes.approve, gettext_lazy("รับรองรายงานการประชุมแล้ว จากนี้แก้ไม่ได้")),
        "correct": Act(asked.CorrectForm, minutes.correct, gettext_lazy("บันทึกมติแก้ไขรายงานแล้ว"), given={"approved": approved}),
    }
    forms = sent(request, acts, sitting=sitting) if request.method == "POST" else begun(acts)
    if forms is None:
        return redirect("meeting-minutes", sitting)
    given: dict[int, list[orders.Line]] = {}
    for each in orders.of_sitting(user, sitting, at=at):
        given.setdefault(each.item, []).append(each)
    lists, members = listed_targets.of(user, sitting), seats.of(user, sitting)
    found = shown.sections(agenda.of(user, sitting), lists)
    more = {
        "forms": forms,
        "sections": [(part, [(it, given.get(it.number, []), lists.get(it.number)) for it, _list in part.rows]) for part in found],
        "there": [each for each in members if each.is_there],
        "away": [each for each in members if not each.is_there],
        "corrections": minutes.corrections(user, sitting),
        "approved_here": minutes.approved_here(user, sitting),
        "earlier": rows,
        "approved": approved,
        "may_write": told.may_keep and told.state == rules.HELD and not told.is_locked,
        "approved_by": sittings.find(user, told.approved) if told.approved else None,
    }
    return render(request, f"{TEMPLATES}/minutes.html", _head(request, told, "minutes") | more)


@require_POST
def printed(request: HttpRequest, sitting: int) -> HttpResponse:
    """The agenda or the minutes as a paper, issued and kept as every document."""
    told = sittings.find(request.user, sitting)
    what, _space, form = request.POST.get("paper", "").partition(" ")
    kind = PRINTED.get(what)
    if kind is None or form not in ("pdf", "docx"):
        raise Refused(_("โปรดเลือกว่าพิมพ์ระเบียบวาระหรือรายงานการประชุม เป็น PDF หรือ Word"))
    number = issuing.issue(by=request.user, at=timezone.now(), name=kind, asked=Asked(told.area_code, number=sitting), form=form)
    return downloads.paper(issuing.opened(by=request.user, at=timezone.now(), number=number))


def paper(request: HttpRequest, paper: int) -> HttpResponse:
    return downloads.paper(agenda.download(by=request.user, at=timezone.now(), paper=paper))


def document(request: HttpRequest, number: int) -> HttpResponse:
    """One that was issued and lies with a matter, for who may open it."""
    return downloads.paper(issuing.opened(by=request.user, at=timezone.now(), number=number))


# — orders —


def orders_list(request: HttpRequest) -> HttpResponse:
    user, at, area = request.user, timezone.now(), _area(request)
    found = orders.desk(user, at=at, box=request.GET.get("box", ""), area=area, page=inputs.page(request))
    told = {
        "page": shown.Place(),
        "tabs": shown.tabs(user, "orders", area, found.counts[orders.MINE]),
        "boxes": shown.boxes(found, area),
        "found": found,
        "rows": [(each, sittings.office_of(each.area_code), rules.ORDER_NAMES[each.state], shown.due(each)) for each in found.lines],
        "pager": shown.pager(found, area) if found.total > orders.PER_PAGE else None,
        "office": sittings.office_of(area) if area else "",
    }
    return render(request, f"{TEMPLATES}/orders.html", told)


@asks
def order(request: HttpRequest, order: int) -> HttpResponse:
    it = orders.find(request.user, order, at=timezone.now())
    acts = {
        rules.ANSWER: Act(asked.AnswerForm, orders.answer, gettext_lazy("ส่งคำตอบแล้ว ผู้ติดตามได้รับแจ้ง")),
        rules.CLOSE: Act(asked.CloseForm, orders.close, gettext_lazy("ปิดข้อสั่งการแล้ว")),
        rules.RETURN: Act(asked.AgainForm, orders.return_, gettext_lazy("ส่งกลับแล้ว")),
        rules.CARRY: Act(asked.AgainForm, orders.carry, gettext_lazy("ยกไปประชุมครั้งถัดไปแล้ว")),
    }
    forms = sent(request, acts, order=order) if request.method == "POST" else begun(acts)
    if forms is None:
        return redirect("order", order)
    told = {
        "page": shown.Place(),
        "it": it,
        "office": sittings.office_of(it.area_code),
        "state": rules.ORDER_NAMES[it.state],
        "due": shown.due(it),
        "steps": [(each, rules.STEP_NAMES[each.kind]) for each in it.steps],
        "forms": {key: form for key, form in forms.items() if key in it.acts or form.is_bound},  # what was typed stays before the writer
    }
    return render(request, f"{TEMPLATES}/order.html", told)


def answer_file(request: HttpRequest, step: int) -> HttpResponse:
    return downloads.paper(orders.download(by=request.user, at=timezone.now(), step=step))


def _sent(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _area(request: HttpRequest) -> str:
    """A province or an amphoe that there is, else ""."""
    said = request.GET.get("area", "")[:4]
    return said if len(said) in (2, 4) and places.find(said) else ""


def _found(request: HttpRequest, sitting: int) -> sittings.Told:
    """The meeting, for who reads it; to write it, for who keeps it."""
    told = sittings.find(request.user, sitting)
    if request.method == "POST" and not told.may_keep:
        raise NotAllowed(sittings.KEEP.value)
    return told


def _kept(request: HttpRequest, sitting: int) -> sittings.Told:
    told = sittings.find(request.user, sitting)
    if not told.may_keep:
        raise NotAllowed(sittings.KEEP.value)
    return told


def _head(request: HttpRequest, told: sittings.Told, here: str) -> dict[str, object]:
    """What stands above each page of a meeting."""
    tabs = shown.parts(told, here)
    may_print = scope.may(request.user, sittings.READ, told.area_code)
    state, tone = rules.NAMES[told.state], shown.STATES[told.state]
    return {"page": shown.Place(), "told": told, "tabs": tabs, "may_print": may_print, "state": state, "tone": tone}
