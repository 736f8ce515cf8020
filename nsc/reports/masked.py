"""What lists tell of a household or a person to who may not read names: the same to all of them, so that it is made once."""

from collections.abc import Callable, Sequence
from sys import intern

from nsc.poverty.priority import Reason
from nsc.surveys import shelf
from nsc.surveys.models import Round

MOST = 50_000  # of a kind and round: some 10 MB, since equal names and reasons are kept once
Told = tuple[str, tuple[Reason, ...]]


def told(
    kind: str, round: Round, ids: list[int], may_read: Sequence[bool], read: Callable[[list[int]], dict[int, Told]]
) -> dict[int, Told]:
    """By id: the name and why it stands where it stands, each for who may read it. `read`: the same of those at these places of `ids`. What
    is open to all is kept with the answers it comes from; a name is not."""
    kept, reasons = shelf.keep((f"masked {kind}", round.pk, round.revision), lambda: ({}, {}))
    known = {pk: kept.get(pk) for pk, may in zip(ids, may_read, strict=True) if not may}  # once: others may empty it meanwhile
    asked = [n for n, pk in enumerate(ids) if known.get(pk) is None]
    found = read(asked) if asked else {}
    if len(kept) > MOST:
        kept.clear()
        reasons.clear()
    for pk in known:
        if pk in found:
            name, why = found[pk]
            kept[pk] = intern(name), reasons.setdefault(tuple((each.label, *each.values.items(), each.points) for each in why), why)
    return known | found
