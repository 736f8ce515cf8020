"""nsc retention."""

import csv
from datetime import timedelta
from io import StringIO

from django.utils import timezone

from nsc.access.models import Notice
from nsc.privacy import retention


def rows(told) -> dict[str, dict[str, str]]:
    assert told.status == 0, told.err
    return {row["rule"]: row for row in csv.DictReader(StringIO(told.out))}


def test_it_shows_what_would_go_and_clears_only_what_is_switched_on_and_only_when_told(nsc, dpo, somjai):
    now = timezone.now()
    Notice.objects.create(user=somjai, at=now - timedelta(days=400), kind="user.welcome")
    shown = rows(nsc("retention"))
    assert list(shown) == list(retention.RULES) and (shown["notices"]["due"], shown["notices"]["on"]) == ("1", "0")
    assert rows(nsc("retention", "--apply"))["notices"]["cleared"] == "0" and Notice.objects.exists()
    retention.switch(by=dpo, at=now, key="notices", is_on=True, period=30, because="ตามมติคณะทำงาน")
    assert rows(nsc("retention"))["notices"]["due"] == "1" and Notice.objects.exists()
    assert rows(nsc("retention", "--apply"))["notices"]["cleared"] == "1" and not Notice.objects.exists()
