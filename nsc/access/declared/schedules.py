"""Reports that come by themselves: each its owner's alone."""

from nsc.access.answers import FIGURES, NEVER, Rule, W

OWN = Rule(W.OWN)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "schedules": (Rule(W.SIGNED_IN), NEVER),
    "schedule-new": (FIGURES, FIGURES),
    "schedule": (OWN, NEVER),
    "schedule-act": (NEVER, OWN),
    "schedule-file": (OWN, NEVER),
}
QUESTIONS: dict[str, Rule] = {f"schedules.{each}": OWN for each in "find runs plan pause resume end opened".split()}
EXEMPT: dict[str, str] = {
    "schedules.mine": "of oneself",
    "schedules.offered": "saved reports and documents, each by its own door",
}
