"""The owner of a new account, or one who lost the password, comes in by a link and sets it."""

from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from nsc.access import invitations
from nsc.web.forms_people import WelcomeForm, act


class Welcome(PasswordResetConfirmView):
    """Django's own view: the token leaves the address by a redirect, so that no history, log or Referer keeps it."""

    token_generator = invitations.tokens
    form_class = WelcomeForm
    template_name = "registration/welcome.html"
    reset_url_token = "set-password"  # noqa: S105  stands in the address instead of the token

    def form_valid(self, form: WelcomeForm) -> HttpResponse:
        if not act(form, form.save):
            return self.form_invalid(form)
        self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN, None)
        messages.success(self.request, _("ตั้งรหัสผ่านแล้ว เข้าสู่ระบบด้วยชื่อผู้ใช้ %(name)s") % {"name": self.user.username})
        return redirect("sign-in")
