"""What the parts of a tambon's initiative say on its first page, in this order: one short block each, read in ten seconds.

Each is a module with told(request, code), which is None where it has nothing to show to this reader, and, where it shows anything, TITLE
(a lazy msgid) and TEMPLATE (given what it tells as `it`, and the page's `head`). A module that has waits(request, code) gives lines of
what waits to be done (waits.Wait).
"""

from types import ModuleType

from django.http import HttpRequest

from nsc.web.blocks import blueprint, company, events, goals, partners, products, profile, register, team
from nsc.web.blocks.waits import Wait

BLOCKS: tuple[ModuleType, ...] = (goals, register, events, partners, blueprint, products, company, profile, team)


def shown(request: HttpRequest, code: str) -> list[dict[str, object]]:
    """Title, template and content of each that has something to say."""
    told = ((block, block.told(request, code)) for block in BLOCKS)
    return [{"title": block.TITLE, "template": block.TEMPLATE, "it": it} for block, it in told if it is not None]


def waiting(request: HttpRequest, code: str) -> list[Wait]:
    """Of all parts, what is late first."""
    found = [line for block in BLOCKS if hasattr(block, "waits") for line in block.waits(request, code)]
    return sorted(found, key=lambda line: not line.is_late)
