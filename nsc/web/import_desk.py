"""An upload on its way (intake.uploads) as the pages of the import show it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.intake import mapping as columns
from nsc.intake import profiles, steps, uploads
from nsc.intake.layout import TITLES
from nsc.surveys import batches, lists, sets
from nsc.web import help_lists, pages
from nsc.web.templatetags.figures import n
from nsc.web.words import said

SAMPLES = 3
ALL = "all"
MARK = {
    "published": ("good", gettext_noop("ใช้อยู่")),
    "withdrawn": ("", gettext_noop("ถอนแล้ว")),
    "staging": ("", gettext_noop("กำลังนำเข้า")),
}


def address(name: str, upload: int, *more: object) -> str:
    return reverse(name, args=[upload, *more])


def desk(user, form) -> pages.Upload:
    waiting = [each for each in uploads.visible_to(user) if each.state != steps.DONE]
    may_undo = scope.may(user, Permission.SURVEY_UNDO, settings.PROVINCE)
    return pages.Upload(
        form=form,
        batches=tuple(_batch(each, may_undo) for each in batches.visible_to(user)),
        lists=tuple(_list(each, may_undo) for each in lists.visible_to(user)),
        limit=_("%(n)s เมกะไบต์") % {"n": n(settings.UPLOAD_LIMIT // (1024 * 1024))},
        waiting=tuple(
            pages.WaitingRow(
                each.file, round_of(each), each.at, each.by, said(each.state_name), _tone(each), address("import-file", each.id)
            )
            for each in waiting
        ),
        helps=help_lists.listed(user),
        tabs=help_lists.tabs(user, "import"),
        has_surveys=scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE),
        help_template=reverse("import-help-template"),
        templates=tuple(
            pages.Choice(
                _("%(n)s ตัวชี้วัด (พ.ศ. %(code)s)") % {"n": each.size, "code": each.code}, reverse("import-template", args=[each.code])
            )
            for each in reversed(sets.known())
            if scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE)
        ),
    )


def _tone(upload: uploads.Upload) -> str:
    return "need" if upload.state in (steps.FAILED, steps.MAPPING) else ""


def _batch(batch, may_undo: bool) -> pages.BatchRow:
    tone, state = MARK.get(batch.state, ("", batch.state))
    is_live = batch.state == "published"
    return pages.BatchRow(
        number=batch.pk,
        file=batch.source,
        round=_("จปฐ. %(year)s") % {"year": thai.buddhist_year(batch.round.survey_year)},
        at=batch.published_at or batch.at,
        by=batch.by.display_name,
        households=batch.households,
        members=batch.members,
        left_out=batch.left_out,
        state=_(state),
        tone=tone,
        href=f"{reverse('overview')}?round={thai.buddhist_year(batch.round.survey_year)}" if is_live else "",
        undo=reverse("import-undo", args=[batch.pk]) if is_live and may_undo else "",
    )


def _list(each, may_undo: bool) -> pages.BatchRow:
    tone, state = MARK.get(each.state, ("", each.state))
    return pages.BatchRow(
        number=each.pk,
        file=each.source,
        round=_("จปฐ. %(year)s") % {"year": thai.buddhist_year(each.survey_year)},
        at=each.at,
        by=each.by.display_name,
        households=each.households,
        members=each.persons,
        left_out=each.left_out,
        state=_(state),
        tone=tone,
        undo=reverse("import-list-undo", args=[each.pk]) if each.state == "published" and may_undo else "",
    )


def round_of(upload: uploads.Upload) -> str:
    if upload.kind == columns.HELP:
        return _("TPMAP Logbook") if upload.origin == "logbook" else upload.organisation or _("บัญชีการช่วยเหลือ")
    return _("จปฐ. %(year)s") % {"year": thai.buddhist_year(upload.year)} if upload.year else _("ยังไม่ทราบปี")


# — what the columns are —


def mapping(user, upload: uploads.Upload) -> pages.Mapping:
    asked = uploads.asked(user, upload.id)
    options = (("", _("— ไม่ใช้คอลัมน์นี้ —")), *((key, _(name)) for key, name in uploads.fields(upload.kind)))
    shown = [(number, each) for number, each in enumerate(asked.proposals) if each.kind] if asked.needs_mapping else []
    return pages.Mapping(
        file=upload.file,
        sheets=tuple(
            pages.MappedSheet(
                each.sheet or each.source,
                each.rows,
                tuple(_column(number, column, guess, options) for column, guess in enumerate(each.columns)),
                tuple(said(caution) for caution in each.cautions),
            )
            for number, each in shown
        ),
        act=address("import-map", upload.id),
        discard=address("import-act", upload.id, "discard"),
        needs_year=asked.needs_year and upload.kind != columns.HELP,
        is_help=upload.kind == columns.HELP,
        year=thai.buddhist_year(upload.year) if upload.year else None,
        profiles=tuple(each.name for each in profiles.visible_to(user) if (each.kind == columns.HELP) == (upload.kind == columns.HELP)),
        choose=address("import-choose", upload.id),
    )


def _column(sheet: int, number: int, guess, options) -> pages.ColumnMatch:
    return pages.ColumnMatch(
        name=field_name(sheet, number),
        heading=guess.heading or guess.key,
        samples=tuple(str(each)[:40] for each in guess.sample[:SAMPLES]),
        options=options,
        chosen=guess.field or "",
        sure=guess.confidence if guess.field else None,
    )


def field_name(sheet: int, column: int) -> str:
    """Headings may hold anything; a form's names may not."""
    return f"column-{sheet}-{column}"


def chosen_columns(user, upload: int, posted) -> dict[int, dict[str, str]]:
    """What the form says of every column it showed, as the desk takes it."""
    return {
        sheet: {
            guess.key: posted[field_name(sheet, column)] for column, guess in enumerate(each.columns) if field_name(sheet, column) in posted
        }
        for sheet, each in enumerate(uploads.asked(user, upload).proposals)
    }


# — what would happen, what happens, what happened —


def dry_run(*, by, at, upload: uploads.Upload, number: int, kind: str) -> pages.DryRun:
    summary, here = upload.summary, address("import-file", upload.id)
    kind = kind or (uploads.WRONG if summary.wrong else ALL)  # what must be mended is not to drown in remarks
    found = uploads.problems(by=by, at=at, upload=upload.id, page=number, kind="" if kind == ALL else kind)
    first = (found.number - 1) * uploads.PAGE + 1
    to = lambda page, one=kind: f"{here}?kind={one}&page={page}#problems"  # noqa: E731
    return pages.DryRun(
        file=upload.file,
        round=round_of(upload),
        counts=counts(upload),
        is_help=upload.kind == columns.HELP,
        problems=tuple(_problem(each) for each in found.problems),
        wrong=summary.wrong,
        cautions=summary.cautions,
        marked=marked(upload),
        listed=address("import-errors", upload.id) if summary.wrong else "",
        store=address("import-act", upload.id, "import") if "import" in upload.may else "",
        discard=address("import-act", upload.id, "discard") if "discard" in upload.may else "",
        remark=_remark(upload),
        ask=address("import-act", upload.id, "ask") if "ask" in upload.may else "",
        kinds=(
            pages.Choice(_("ทั้งหมด"), to(1, ALL), kind == ALL, n(summary.wrong + summary.cautions)),
            pages.Choice(_("ต้องแก้"), to(1, uploads.WRONG), kind == uploads.WRONG, n(summary.wrong)),
            pages.Choice(_("ข้อสังเกต"), to(1, uploads.CAUTION), kind == uploads.CAUTION, n(summary.cautions)),
        )
        if summary.wrong and summary.cautions
        else (),
        summary=tuple(
            pages.Count(said(each.problem), each.cells, tone="quiet" if each.is_caution else "need", into=to(1, each.finding))
            for each in uploads.kinds(by=by, at=at, upload=upload.id, examples=0)
        ),
        earlier=to(found.number - 1) if found.number > 1 else "",
        later=to(found.number + 1) if found.number < found.pages else "",
        shown=_("%(first)s–%(last)s จาก %(total)s")
        % {"first": n(first), "last": n(first + len(found.problems) - 1), "total": n(found.total)}
        if found.total
        else "",
    )


def _problem(each: uploads.Problem) -> pages.Problem:
    file = said(TITLES[each.file]) if each.file in TITLES else each.file
    return pages.Problem(file, each.row or None, each.column, each.value, said(each.problem), said(each.remedy), each.is_caution)


def counts(upload: uploads.Upload) -> tuple[pages.Figure, ...]:
    summary = upload.summary
    if summary is None:
        return ()
    if upload.kind == columns.HELP:
        return _help_counts(upload)
    figures = [
        pages.Figure(_("ครัวเรือนใหม่"), summary.households_new, _("ครัวเรือน")),
        pages.Figure(_("ครัวเรือนที่แก้ไขของเดิม"), summary.households_changed, _("ครัวเรือน")),
        pages.Figure(_("สมาชิก"), summary.members, _("คน")),
        pages.Figure(_("เหมือนเดิม"), summary.unchanged, _("แถว")),
        pages.Figure(_("แถวที่ไม่รับ"), summary.left_out, _("แถว")),
        pages.Figure(_("พื้นที่"), summary.villages, _("หมู่บ้าน"), text=_("ใน %(n)s ตำบล") % {"n": n(summary.tambons)}),
    ]
    if summary.poor_after is not None:
        was = summary.poor_before if summary.poor_before else None
        figures.append(
            pages.Figure(
                _("ครัวเรือนที่ตกเกณฑ์ของรอบนี้"), summary.poor_after, _("ครัวเรือน"), before=was, before_label=_("เทียบก่อนนำเข้า") if was else ""
            )
        )
    return tuple(figures)


def _help_counts(upload: uploads.Upload) -> tuple[pages.Figure, ...]:
    summary = upload.summary
    matched = summary.matched_id + summary.matched_house + summary.matched_name
    by = _("เลขประจำตัวประชาชน %(id)s · รหัสบ้าน %(house)s · ชื่อและบ้าน %(name)s") % {
        "id": n(summary.matched_id),
        "house": n(summary.matched_house),
        "name": n(summary.matched_name),
    }
    is_logbook = upload.origin == "logbook"
    new = _("แถวที่ต่างจากระบบ") if is_logbook else _("ความช่วยเหลือที่จะบันทึก")
    return (
        pages.Figure(_("แถวในไฟล์"), summary.household_rows, _("แถว")),
        pages.Figure(_("จับคู่ครัวเรือนได้"), matched, _("แถว"), text=by),
        pages.Figure(new, summary.members, _("แถว")),
        pages.Figure(_("บันทึกไว้แล้ว หรือซ้ำในไฟล์"), summary.repeated, _("แถว")),
        pages.Figure(_("ไม่พบครัวเรือน"), summary.nobody, _("แถว"), text=_("จะรอให้เจ้าหน้าที่จับคู่")),
        pages.Figure(_("น่าสงสัย"), summary.doubtful, _("แถว"), text=_("พบหลายครัวเรือน หรือข้อมูลไม่ตรงกัน")),
        pages.Figure(_("อาจช่วยซ้ำ"), summary.double, _("แถว"), text=_("ชนิดเดียวกันในระยะที่ถือว่าซ้ำ (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)")),
        pages.Figure(_("แถวที่ไม่รับ"), summary.left_out, _("แถว")),
    )


def _remark(upload: uploads.Upload) -> str:
    """What a person should know before pressing the button."""
    said_ = []
    if upload.is_year_proposed:
        said_.append(_("ปีสำรวจมาจากวันที่สำรวจในไฟล์ โปรดตรวจว่าถูกต้อง"))
    if upload.summary.imported_before:
        numbers = ", ".join(map(str, upload.summary.imported_before))
        if upload.kind == columns.HELP:
            return _("ไฟล์เดียวกันนี้นำเข้าแล้วเป็นบัญชีที่ %(numbers)s นำเข้าซ้ำจะไม่เปลี่ยนข้อมูล") % {"numbers": numbers}
        said_.append(_("ไฟล์เดียวกันนี้เคยนำเข้าแล้วเป็นชุดที่ %(numbers)s นำเข้าซ้ำจะไม่เปลี่ยนข้อมูล") % {"numbers": numbers})
    if upload.profile:
        said_.append(_("อ่านตามแบบการจับคู่ “%(name)s”") % {"name": upload.profile})
    return " · ".join(said_)


def marked(upload: uploads.Upload) -> pages.Marked:
    if upload.marked == uploads.READY:
        return pages.Marked(href=address("import-marked-workbook", upload.id))
    if upload.marked == uploads.MARKING:
        return pages.Marked(poll=address("import-marked", upload.id))
    return pages.Marked(make=address("import-act", upload.id, "mark") if "mark" in upload.may else "")


def storing(upload: uploads.Upload) -> pages.Storing:
    is_done = upload.state == steps.DONE
    year = thai.buddhist_year(upload.year) if upload.year else ""
    return pages.Storing(
        file=upload.file,
        round=round_of(upload),
        progress=progress(upload),
        counts=counts(upload) if is_done else (),
        left_out=address("import-errors", upload.id)
        if is_done and upload.summary and upload.summary.wrong and not upload.is_purged
        else "",
        is_help=upload.kind == columns.HELP,
        waiting=_waiting(upload),
        overview=f"{reverse('overview')}?round={year}" if is_done and upload.batch else "",
        again=address("import-act", upload.id, "check") if "check" in upload.may else "",
        discard=address("import-act", upload.id, "discard") if "discard" in upload.may else "",
        step=4 if is_done or upload.state == steps.IMPORTING or upload.summary else 3,
    )


def _waiting(upload: uploads.Upload) -> str:
    if not upload.help_list:
        return ""
    if upload.origin == "logbook":
        return reverse("logbook")
    summary = upload.summary
    return f"{reverse('unmatched')}?list={upload.help_list}" if summary and summary.nobody + summary.doubtful else ""


STATES = {
    steps.RECEIVED: gettext_noop("รับไฟล์แล้ว"),
    steps.CHECKING: gettext_noop("กำลังตรวจไฟล์"),
    steps.IMPORTING: gettext_noop("กำลังบันทึกข้อมูลเข้าระบบ"),
    steps.DONE: gettext_noop("บันทึกข้อมูลเข้าระบบแล้ว"),
    steps.FAILED: gettext_noop("ทำไม่สำเร็จ"),
    steps.CANCELLED: gettext_noop("ยกเลิกแล้ว"),
}


def progress(upload: uploads.Upload) -> pages.Progress:
    work = upload.progress
    state = {steps.DONE: "done", steps.FAILED: "failed", steps.CANCELLED: "cancelled", steps.RECEIVED: "waiting"}.get(upload.state)
    note = said(*upload.refused) if upload.refused else ""
    if not state and work:
        state = "waiting" if work.state == "waiting" else "running"
        note = _("กำลังหยุดงานตามที่สั่งยกเลิก") if work.is_stopping else said(work.message, work.values)
    done = work.done if work else 0
    return pages.Progress(
        title=_(STATES[upload.state]),
        done=work.total if upload.state == steps.DONE and work and work.total else done,
        total=work.total if work else None,
        rate=work.per_second if work else None,
        seconds_left=work.seconds_left if work else None,
        state=state or "waiting",
        note=note,
        address=address("import-progress", upload.id),
        cancel=address("import-act", upload.id, "cancel") if "cancel" in upload.may else "",
    )
