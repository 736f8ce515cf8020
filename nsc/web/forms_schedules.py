"""The form of a report that comes by itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nsc.reports.saved_views import View
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat.document_kinds import Kind
from nsc.web.words import said

FORMS = (("pdf", _("PDF สำหรับอ่านและพิมพ์")), ("xlsx", _("Excel สำหรับทำต่อ")))


class ScheduleForm(forms.Form):
    """`what`: "view:7" or "kind:progress", as offered. Which of weekday and day counts, `every` says."""

    what = forms.ChoiceField(label=_("รายงาน"))
    every = forms.ChoiceField(label=_("ส่งเมื่อใด"), widget=forms.RadioSelect, initial=rules.WEEKLY)
    weekday = forms.TypedChoiceField(label=_("วันใดของสัปดาห์"), coerce=int, initial=1)
    day = forms.TypedChoiceField(
        label=_("วันที่ของเดือน"),
        coerce=int,
        choices=[(day, str(day)) for day in range(1, 32)],
        initial=1,
        help_text=_("เดือนที่ไม่มีวันนั้น ส่งวันสุดท้ายของเดือน"),
    )
    form = forms.ChoiceField(label=_("รูปแบบ"), choices=FORMS, widget=forms.RadioSelect, initial="pdf")
    by_mail = forms.BooleanField(label=_("แจ้งทางอีเมลด้วย"), required=False)

    def __init__(self, *args, views: tuple[View, ...], kinds: tuple[Kind, ...], place: str, mail: str, **kwargs) -> None:
        """`mail`: why no letter can go; "" where one can."""
        super().__init__(*args, **kwargs)
        groups = (
            (_("รายงานที่บันทึกไว้"), [(f"view:{view.number}", view.name) for view in views]),
            (_("เอกสารของ %(place)s") % {"place": place}, [(f"kind:{kind.name}", said(kind.title)) for kind in kinds]),
        )
        self.fields["what"].choices = [(name, choices) for name, choices in groups if choices]
        self.fields["every"].choices = [(key, said(name)) for key, name in rules.EVERY_NAMES.items()]
        self.fields["weekday"].choices = [(number, said(name)) for number, name in rules.WEEKDAYS.items()]
        by_mail = self.fields["by_mail"]
        by_mail.help_text = mail or _("อีเมลบอกเพียงว่ารายงานพร้อมแล้วพร้อมลิงก์ ไม่มีตัวเลข ไม่มีชื่อ และไม่แนบไฟล์")
        by_mail.disabled = bool(mail)

    def told(self) -> dict[str, object]:
        """As schedules.plan takes it, without the place."""
        sent = self.cleaned_data
        kind, _colon, which = sent["what"].partition(":")
        day = {rules.WEEKLY: sent["weekday"], rules.MONTHLY: sent["day"]}.get(sent["every"], 0)
        of = {"view": int(which)} if kind == "view" else {"kind": which}
        return of | {"every": sent["every"], "day": day, "form": sent["form"], "by_mail": sent["by_mail"]}
