"""What every measure means, in plain words; where the data come from and how fresh they are; what changed in the rules."""

from datetime import date

from django.utils.translation import gettext as _

from nsc import thai
from nsc.areas import places
from nsc.poverty import priority, stages
from nsc.surveys import rounds, sets
from nsc.web import context, pages
from nsc.web.dimensions import DIMENSIONS
from nsc.web.people import worded
from nsc.web.picture import ages
from nsc.web.templatetags.figures import n, thaidate
from nsc.web.words import said


def page(user) -> pages.Definitions:
    known = sets.known()
    groups = [(_("คนจน"), _poor()), (_("มิติและตัวชี้วัด"), _dimensions(known)), (_("การเปลี่ยนแปลง"), _changes())]
    groups += [(_("ลำดับความเร่งด่วน"), _priority()), (_("ช่วงวัย"), _stages()), (_("ปัญหาอื่นนอก 5 มิติ"), _problems())]
    return pages.Definitions(tuple(groups), _sources(user), _rules(known))


def _poor() -> tuple[pages.Term, ...]:
    return (
        pages.Term(
            "poor-household",
            _("ครัวเรือนที่ตกเกณฑ์"),
            _("ครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ มิติหนึ่งตกเกณฑ์เมื่อมีตัวชี้วัดของมิตินั้นไม่ผ่านอย่างน้อยหนึ่งข้อ"),
            _("บ้านหนึ่งมีรายได้ผ่านเกณฑ์ แต่เด็กหนึ่งคนไม่ได้เรียนต่อ ครัวเรือนนี้ตกเกณฑ์มิติการศึกษา"),
            _("ตกเกณฑ์ = มีตัวชี้วัดใน 5 มิติไม่ผ่าน ≥ 1 ข้อ"),
            "TPMAP",
        ),
        pages.Term(
            "mpi",
            _("คนจน MPI"),
            _("สมาชิกทุกคนของครัวเรือนที่ตกเกณฑ์ นับทั้งครัวเรือน ไม่ใช่เฉพาะคนที่ตัวชี้วัดกล่าวถึง"),
            _("บ้านหนึ่งมี 5 คน เด็กหนึ่งคนไม่ได้เรียนต่อ นับเป็นคนจน MPI 5 คน"),
            _("คนจน MPI = ผลรวมสมาชิกของครัวเรือนที่ตกเกณฑ์"),
            "TPMAP",
        ),
        pages.Term(
            "target",
            _("คนจนเป้าหมาย"),
            _("คนจน MPI ที่ลงทะเบียนบัตรสวัสดิการแห่งรัฐและผ่านการตรวจสอบคุณสมบัติ รอบบัตรที่ใช้บอกไว้ข้างตัวเลข"),
            _("ในบ้าน 5 คนข้างต้น มีผู้ได้สิทธิ์บัตรสวัสดิการ 2 คน นับเป็นคนจนเป้าหมาย 2 คน"),
            _("คนจนเป้าหมาย = คนจน MPI ∩ ผู้ผ่านการตรวจสอบบัตรสวัสดิการแห่งรัฐ"),
            _("สำนักงานสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ (TPMAP)"),
        ),
        pages.Term(
            "certified",
            _("คนจนที่จังหวัดรับรอง"),
            _("สมาชิกทุกคนของครัวเรือนที่ ศจพ.จ. รับรองแล้ว ในบัญชีเป้าหมายของปีงบประมาณล่าสุดที่มีการรับรอง"),
            _("บ้าน 5 คนข้างต้นผ่านประชาคม ศจพ.อ. และ ศจพ.จ. แล้ว นับ 5 คน แม้ไม่มีใครมีบัตรสวัสดิการ"),
            "",
            _("มติ ศจพ.จ. ที่บันทึกในระบบ"),
        ),
        pages.Term(
            "rate",
            _("ร้อยละของคนจน"),
            _("จำนวนคนจนตามนิยามที่เลือก เทียบกับผู้ได้รับการสำรวจทั้งหมดในพื้นที่และรอบเดียวกัน ไม่ใช่ประชากรตามทะเบียน"),
            _("สำรวจ 43,869 คน พบคนจนเป้าหมาย 834 คน คิดเป็นร้อยละ 1.90"),
            _("100 × คนจน ÷ ผู้ได้รับการสำรวจ"),
        ),
        pages.Term(
            "intensity",
            _("จำนวนมิติที่ตกเกณฑ์เฉลี่ย"),
            _("คนจน MPI หนึ่งคนอยู่ในครัวเรือนที่ตกเกณฑ์เฉลี่ยกี่มิติ ยิ่งมากยิ่งต้องแก้หลายเรื่องพร้อมกัน"),
            formula=_("Σ (จำนวนมิติที่ครัวเรือนตก × สมาชิก) ÷ คนจน MPI"),
        ),
    )


def _dimensions(known: list[sets.Set]) -> tuple[pages.Term, ...]:
    """What each set counts for each dimension, and how sure that is."""
    terms = [
        pages.Term(
            "indicators",
            _("การนับตามตัวชี้วัด"),
            _("เข้าข่ายและตกเกณฑ์ นับสมาชิกทุกคนของครัวเรือนที่ตัวชี้วัดนั้นใช้กับครัวเรือน หรือไม่ผ่าน คำตอบว่าไม่เข้าข่ายไม่นับเป็นทั้งผ่านและไม่ผ่าน"),
            formula=_("ร้อยละ = 100 × คนในครัวเรือนที่ไม่ผ่าน ÷ คนในครัวเรือนที่เข้าข่าย"),
        )
    ]
    for each in known:
        status = "" if each.is_official else str(context.PROPOSED)
        for dimension in DIMENSIONS:
            counted = [one for one in each.indicators if one.dimension == dimension.key]
            terms.append(
                pages.Term(
                    f"{dimension.key}-{each.size}",
                    _("มิติด้าน%(name)s (ชุด %(size)s ตัวชี้วัด พ.ศ. %(code)s)") % {"name": dimension.name, "size": each.size, "code": each.code},
                    " · ".join(f"{one.number}. {worded(one)}" for one in counted),
                    source=each.map_source,
                    status=status,
                )
            )
    return tuple(terms)


def _changes() -> tuple[pages.Term, ...]:
    return (
        pages.Term(
            "matched",
            _("การจับคู่ครัวเรือนระหว่างรอบ"),
            _("ครัวเรือนเดียวกันในสองรอบรู้จากทะเบียนครัวเรือนของระบบ พ้นเกณฑ์และตกเกณฑ์ใหม่นับเฉพาะครัวเรือนที่พบทั้งสองรอบ"),
            _("ครัวเรือนที่ย้ายมาใหม่หรือไม่พบในรอบหลัง แสดงแยกไว้ ไม่นับว่าพ้นหรือตกเกณฑ์"),
            _("สัดส่วนที่จับคู่ได้ = ครัวเรือนที่พบทั้งสองรอบ ÷ ครัวเรือนของรอบก่อน"),
        ),
        pages.Term(
            "caution",
            _("ข้อควรระวังเรื่องคุณภาพข้อมูล"),
            _("ระบบเตือนเมื่อตัวเลขเปลี่ยนเกินร้อยละ 50 จับคู่ครัวเรือนได้ต่ำกว่าร้อยละ 80 หรือสองรอบใช้แบบสำรวจคนละชุด เพราะตัวเลขอาจเปลี่ยนจากวิธีเก็บข้อมูล"),
        ),
    )


def _priority() -> tuple[pages.Term, ...]:
    rules = (
        ("priority", _("คะแนนความเร่งด่วนของครัวเรือน"), priority.HOUSEHOLDS),
        ("priority-persons", _("คะแนนความเร่งด่วนรายบุคคล"), priority.PERSONS),
        ("priority-issues", _("ลำดับของตัวชี้วัดและปัญหา"), priority.ISSUES),
        ("priority-areas", _("ลำดับของพื้นที่"), priority.AREAS),
    )
    return tuple(
        pages.Term(
            anchor,
            name,
            _("ผลรวมของคะแนนที่ประกาศไว้ คะแนนเท่ากันอยู่ลำดับเดียวกัน เกณฑ์รุ่น %(version)s") % {"version": weights.version},
            weights=tuple((said(each.label, {"value": "n"}), each.points) for each in weights.factors),
            status=said(weights.status),
        )
        for anchor, name, weights in rules
    )


def _stages() -> tuple[pages.Term, ...]:
    return tuple(
        pages.Term(f"stage-{each.code}", said(each.name), ages(each.age_min, each.age_max), status=str(context.PROPOSED))
        for each in stages.LIFE_STAGES
    )


def _problems() -> tuple[pages.Term, ...]:
    names = " · ".join(worded(each) for each in sets.problems())
    return (pages.Term("problems", _("ปัญหาอื่น"), _("นับ กรอง และจัดลำดับได้เหมือนมิติหนึ่ง แต่ไม่รวมใน 5 มิติของ TPMAP: %(names)s") % {"names": names}),)


def _sources(user) -> tuple[pages.SourceRow, ...]:
    surveys = [
        pages.SourceRow(
            context.round_name(each),
            " · ".join(
                filter(
                    None,
                    (
                        _("ข้อมูลความจำเป็นพื้นฐานรายครัวเรือน กรมการพัฒนาชุมชน"),
                        _("ชุดตัวชี้วัด พ.ศ. %(code)s") % {"code": each.indicator_set_id},
                        each.note_th,
                    ),
                )
            ),
            _freshness(each),
        )
        for each in rounds.visible_to(user)
    ]
    return (*surveys, *(pages.SourceRow(each.subject, each.text, "–") for each in places.sources()))


def _freshness(round) -> str:
    published = rounds.last_published(round)
    return _("นำเข้า %(date)s") % {"date": thaidate(published)} if published else "–"


def _rules(known: list[sets.Set]) -> tuple[pages.Event, ...]:
    """Newest first."""
    maps = [
        pages.Event(
            each.map_from,
            _("จัดตัวชี้วัดชุด พ.ศ. %(code)s เข้า 5 มิติ") % {"code": each.code},
            each.map_source if each.is_official else f"{context.PROPOSED} · {each.map_source}",
        )
        for each in known
    ]
    amounts: dict[int, tuple[int, str]] = {}
    for year, baht, source in sets.thresholds():
        amounts.setdefault(baht, (year, source))
    lines = [
        pages.Event(
            date(year, 1, 1),
            _("เกณฑ์รายได้ %(baht)s บาทต่อคนต่อปี ตั้งแต่รอบ จปฐ. %(year)s") % {"baht": n(baht), "year": thai.buddhist_year(year)},
            source,
        )
        for baht, (year, source) in amounts.items()
    ]
    return tuple(sorted([*maps, *lines], key=lambda event: event.on, reverse=True))
