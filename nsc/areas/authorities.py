"""Local authorities (อปท.): a second hierarchy that cuts across tambon. Villages, communities or single households belong to one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from nsc.areas import codes, spelling
from nsc.areas.models import AuthorityArea, LocalAuthority

Kind = LocalAuthority.Kind
_BY_PREFIX = {
    "เทศบาลนคร": Kind.CITY,
    "เทศบาลเมือง": Kind.TOWN,
    "เทศบาลตำบล": Kind.SUBDISTRICT,
    "องค์การบริหารส่วนตำบล": Kind.TAMBON,
    "องค์การบริหารส่วนจังหวัด": Kind.PROVINCE,
    "เมืองพัทยา": Kind.PATTAYA,
    "กรุงเทพมหานคร": Kind.BANGKOK,
}


@dataclass(frozen=True, slots=True)
class Authority:
    """`kind`: a value of `Kind`; `kind_title`: the same in words; `code`: its official number where a file gave one."""

    id: int
    name: str
    kind: str
    kind_title: str
    code: str | None
    source: str


def kind_of(name: str) -> str:
    """By the words its full name begins with: 'อบต.นาขอม' → `tambon`."""
    name = spelling.office(name)
    return next((kind for prefix, kind in _BY_PREFIX.items() if name.startswith(prefix)), Kind.OTHER)


def listed() -> list[Authority]:
    """All that are registered, by name."""
    return [_authority(row) for row in LocalAuthority.objects.all()]


def numbers() -> list[int]:
    """Ids of all that are registered."""
    return list(LocalAuthority.objects.order_by().values_list("pk", flat=True))


def some(ids: Iterable[int]) -> dict[int, Authority]:
    """These, by id. One query."""
    return {row.pk: _authority(row) for row in LocalAuthority.objects.filter(pk__in=list(ids))}


def find(authority_id: int) -> Authority | None:
    row = LocalAuthority.objects.filter(pk=authority_id).first()
    return _authority(row) if row else None


def by_name(written: Iterable[str]) -> dict[str, int]:
    """Ids by name or official code as written ('อบต. นาขอม', 'ทม.ตาคลี'); what is not registered is missing. One query a 500."""
    keys = {text: _key(text) for text in written}
    known: dict[str, int] = {}
    wanted = sorted({key for key in keys.values() if key})
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for pk, key, code in LocalAuthority.objects.filter(Q(key__in=some) | Q(code__in=some)).values_list("pk", "key", "code"):
            known[key] = pk
            if code:
                known[code] = pk
    return {text: known[key] for text, key in keys.items() if key in known}


def ensure(written: Iterable[str], *, source: str) -> dict[str, int]:
    """As `by_name`, but registers those a file names and we do not know yet; `source` says which file. Blank names are left out.

    Names are the only key that files share, so two spellings of one name are one authority, and two authorities of one name
    (หนองกรด lies in two amphoe) must be written with their amphoe.
    """
    names = [text for text in dict.fromkeys(written) if _key(text)]
    known = by_name(names)
    new = {_key(text): _new(text, source) for text in reversed(names) if text not in known}
    if new:
        # Another import may register the same name meanwhile: the first stays.
        LocalAuthority.objects.bulk_create(new.values(), ignore_conflicts=True)
        known = by_name(names)
    return known


def of_villages(village_codes: Iterable[str]) -> dict[str, int]:
    """Authority id by the code of a village or community: its own entry, else that of the municipal unit it belongs to. Those without one
    are missing. One query."""
    owner = dict(AuthorityArea.objects.values_list("area_code", "authority_id"))
    found = {code: owner.get(code) or owner.get(code[: codes.LENGTH[codes.TAMBON]]) for code in village_codes}
    return {code: authority for code, authority in found.items() if authority}


def villages_of(authority_id: int) -> list[str]:
    """Villages, communities and municipal units known to belong to it; empty where only its households say so."""
    return list(AuthorityArea.objects.filter(authority=authority_id).values_list("area_code", flat=True))


def inside(area: str) -> list[Authority]:
    """Those that lie wholly in a place, by name: all whose known villages do; of a province also those of which none is known. Two
    queries."""
    low, beyond = codes.bounds(area)
    owned: dict[int, list[str]] = {}
    for authority, code in AuthorityArea.objects.values_list("authority_id", "area_code"):
        owned.setdefault(authority, []).append(code)
    is_province = codes.level_of(area) == codes.PROVINCE
    lies = {pk: all(low <= code and (beyond is None or code < beyond) for code in held) for pk, held in owned.items()}
    return [_authority(row) for row in LocalAuthority.objects.all() if lies.get(row.pk, is_province)]


def _key(text: str) -> str:
    return spelling.key(spelling.office(text))


def _new(text: str, source: str) -> LocalAuthority:
    name, key = spelling.office(text), _key(text)
    return LocalAuthority(name=name, key=key, code=key if key.isdigit() else None, kind=kind_of(name), source=source)


def _authority(row: LocalAuthority) -> Authority:
    return Authority(row.pk, row.name, row.kind, str(row.get_kind_display()), row.code, row.source)
