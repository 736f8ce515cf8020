"""What an answer says of the surveys is of one moment, and asked once."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nsc.settled import LOOKS_ONLY
from nsc.surveys import rounds


class OneMoment:
    """For requests that only look: an act may itself change what there is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in LOOKS_ONLY:
            return self.get_response(request)
        with rounds.read_once():
            return self.get_response(request)
