"""Pages on which several short things are done, each by a form of its own: which one was sent, and the forms as they stand afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise

from nsc.errors import Refused, _
from nsc.web.forms_programmes import act


@dataclass(frozen=True)
class Act:
    """`given`: what the form needs to be drawn; `fixed`: what the verb is told besides."""

    form: type[forms.Form]
    verb: Callable[..., object]
    done: str | Promise
    given: Mapping[str, object] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    initial: Mapping[str, object] = field(default_factory=dict)


def begun(acts: Mapping[str, Act]) -> dict[str, forms.Form]:
    """The forms by act, as they are before anything is sent."""
    return {key: each.form(auto_id=f"{key}-%s", initial=each.initial, **each.given) for key, each in acts.items()}


def sent(request: HttpRequest, acts: Mapping[str, Act], **told: object) -> dict[str, forms.Form] | None:
    """None: it was done, and said so. Else the forms by act, the one that was sent with what was typed and what is wrong with it. The view
    has asked the right. `told`: what each verb is told."""
    key = request.POST.get("act", "")
    if key not in acts:
        raise Refused(_("ไม่รู้ว่าจะบันทึกสิ่งใด โปรดเปิดหน้าใหม่แล้วลองอีกครั้ง"))
    one, forms_ = acts[key], begun(acts)
    asked = one.form(request.POST, request.FILES, auto_id=f"{key}-%s", **one.given)
    forms_[key] = asked
    if not asked.is_valid():
        return forms_
    said = asked.told() if hasattr(asked, "told") else asked.cleaned_data
    if not act(asked, one.verb, by=request.user, at=timezone.now(), **told, **one.fixed, **said):
        return forms_
    messages.success(request, one.done)
    return None
