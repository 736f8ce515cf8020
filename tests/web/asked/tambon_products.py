"""Products, technologies and farmers of the tambon of our village."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID, uuid4

from django.utils import timezone

from nsc.casework import joined
from nsc.casework.models import Joined
from nsc.intake import held_submissions
from nsc.reports import joining
from nsc.tambon import buyers, chains, farmers, product_costs, products, seasons, technologies
from nsc.tambon.models import Farmer, FarmSeason, FieldPicture, Order, Product
from tests.files import pictures
from tests.surveyed import OURS
from tests.web.asked.tambon import TAMBON, begun

D = Decimal


class Made(NamedTuple):
    case: int
    product: int
    cost: int
    buyer: int
    order: int
    step: int
    technology: int
    transfer: int
    farmer: int
    season: int
    picture: int
    mark: UUID
    joined: int


def today():
    return timezone.localdate()


def farmer_told(**other) -> dict[str, object]:
    return {"first_name": "บัว", "last_name": "นาดี", "village": OURS, "crop": "กล้วย", "consent_on": today(), "mark": uuid4()} | other


def season_told(**other) -> dict[str, object]:
    return {"year": 2026, "name": "ต้นฝน", "starts_on": today(), "ends_on": today(), "unit": "กก."} | other


def visit_told(**other) -> dict[str, object]:
    return {"on": today(), "saw": "ใบเหลือง", "advice": "ให้น้ำ", "followed": "first", "mark": uuid4()} | other


def order_told(**other) -> dict[str, object]:
    return {"quantity": D(10), "price": D(180), "ordered_on": today(), "due_on": today(), "mark": uuid4()} | other


TECHNOLOGY = {
    "name": "โรงอบ",
    "solves": "ตากช้า",
    "words": "กล้วย",
    "dimension": "economy",
    "owner": "มหาวิทยาลัย",
    "readiness": 9,
}
HANDED = {"giver": "มหาวิทยาลัย", "receiver": "กลุ่มแม่บ้าน", "days": D(2), "took_part": 10}


def make(operator, case: int) -> Made:
    begun(operator)
    told = {"by": operator, "at": timezone.now(), "area": TAMBON}
    product = products.propose(**told, name="กล้วยอบ", unit="กก.")
    it = told | {"product": product}
    product_costs.add(**it, kind="fixed", name="โรงอบ", baht=D(100))
    products.write_recipe(**it, valid_from=today() - timedelta(days=9), text="ตาก")
    cost = product_costs.of(operator, TAMBON, product, on=today()).costs[0].id
    buyer = buyers.add(**it, name="ร้านของฝาก")
    order = buyers.order(**it, buyer=buyer, **order_told())
    chains.put(**it, place=1, name="อบ")
    step = chains.of(operator, TAMBON, product).steps[0].id
    technology = technologies.add(**told, **TECHNOLOGY)
    transfer = technologies.hand_over(**told, technology=technology, on=today(), **HANDED)
    farmer = farmers.enrol(**told, **farmer_told())
    season = seasons.plan(**told, farmer=farmer, **season_told())
    seasons.visit(**told, farmer=farmer, season=season, file=io.BytesIO(pictures.photograph()), **visit_told())
    picture = FieldPicture.objects.select_related("visit").get()
    joined.link(by=operator, at=told["at"], case=case, farmer=farmer)
    return Made(
        case,
        product,
        cost,
        buyer,
        order,
        step,
        technology,
        transfer,
        farmer,
        season,
        picture.pk,
        picture.visit.mark,
        Joined.objects.get().pk,
    )


def addresses(made: Made) -> dict[str, dict[str, object]]:
    code = {"code": TAMBON}
    farmer = code | {"farmer": made.farmer}
    return {
        "tambon-products": code,
        "tambon-product-new": code,
        "tambon-weights": code,
        "tambon-product": code | {"product": made.product},
        "tambon-product-act": code | {"product": made.product, "act": "choose"},
        "tambon-technologies": code,
        "tambon-technology-act": code | {"act": "add"},
        "tambon-farmers": code,
        "tambon-farmer-new": code,
        "tambon-farmer": farmer,
        "tambon-farmer-act": farmer | {"act": "plan"},
        "tambon-field-visit": farmer | {"season": made.season},
        "tambon-field-picture": code | {"picture": made.picture},
        "case-farmers": {"case": made.case},
        "case-farmer-end": {"case": made.case, "joined_": made.joined},
    }


def told(user, **more) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "area": TAMBON} | more


def of_product(user, made: Made, **more) -> dict[str, object]:
    return told(user, product=made.product, **more)


def of_season(user, made: Made, **more) -> dict[str, object]:
    return told(user, farmer=made.farmer, season=made.season, **more)


def in_case(user, made: Made, **more) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "case": made.case} | more


def undecided(made: Made) -> None:
    """The product as it was proposed, the order due, the farmer there."""
    Product.objects.filter(pk=made.product).update(state="candidate", decided_at=None, decided_by=None, because="")
    Order.objects.filter(pk=made.order).update(delivered=None, delivered_on=None, cancelled_on=None, because="")
    Farmer.objects.filter(pk=made.farmer).update(left_on=None, left_because="", forgotten_at=None)
    FarmSeason.objects.filter(pk=made.season).update(finished_at=None)


def done(verb):
    """Of a verb that gives nothing back, asked when everything stands as `undecided` leaves it."""

    def ask(user, made: Made) -> bool:
        undecided(made)
        verb(user, made)
        return True

    return ask


QUESTIONS: dict[str, object] = {
    "products.criteria": lambda user, made: products.criteria(user, TAMBON),
    "products.of": lambda user, made: products.of(user, TAMBON),
    "products.find": lambda user, made: products.find(user, TAMBON, made.product),
    "products.recipes": lambda user, made: products.recipes(user, TAMBON, made.product, on=today()),
    "products.canvas": lambda user, made: products.canvas(user, TAMBON, made.product),
    "products.weigh": lambda user, made: products.weigh(**told(user), weights={"market": 9}),
    "products.propose": lambda user, made: products.propose(**told(user), name="ไข่", unit="ฟอง"),
    "products.score": lambda user, made: products.score(**of_product(user, made), given={"market": (3, "มีผู้ซื้อ")}),
    "products.choose": done(lambda user, made: products.choose(**of_product(user, made), because="ดี")),
    "products.drop": done(lambda user, made: products.drop(**of_product(user, made), because="ไม่คุ้ม")),
    "products.write_recipe": done(lambda user, made: products.write_recipe(**of_product(user, made), valid_from=today(), text="อบ")),
    "products.write_canvas": lambda user, made: products.write_canvas(**of_product(user, made), blocks={"value": "หวาน"}),
    "product_costs.of": lambda user, made: product_costs.of(user, TAMBON, made.product, on=today()),
    "product_costs.add": done(lambda user, made: product_costs.add(**of_product(user, made), kind="fixed", name="ไฟ", baht=D(1))),
    "product_costs.end": done(lambda user, made: product_costs.end(**of_product(user, made), cost=made.cost, because="เลิกใช้")),
    "product_costs.set_price": done(
        lambda user, made: product_costs.set_price(**of_product(user, made), valid_from=today(), baht=D(180), source="ตลาด")
    ),
    "buyers.of": lambda user, made: buyers.of(user, TAMBON, made.product, on=today()),
    "buyers.late": lambda user, made: buyers.late(user, TAMBON, on=today() + timedelta(days=1)),
    "buyers.add": lambda user, made: buyers.add(**of_product(user, made), name="โรงเรียน"),
    "buyers.order": lambda user, made: buyers.order(**of_product(user, made), buyer=made.buyer, **order_told()),
    "buyers.deliver": done(
        lambda user, made: buyers.deliver(**of_product(user, made), order=made.order, delivered=D(10), delivered_on=today())
    ),
    "buyers.cancel": done(
        lambda user, made: buyers.cancel(**of_product(user, made), order=made.order, cancelled_on=today(), because="เลิก")
    ),
    "chains.of": lambda user, made: chains.of(user, TAMBON, made.product),
    "chains.put": done(lambda user, made: chains.put(**of_product(user, made), place=2, name="ส่ง")),
    "chains.end": done(lambda user, made: chains.end(**of_product(user, made), step=made.step, because="เลิก")),
    "technologies.catalogue": lambda user, made: technologies.catalogue(user),
    "technologies.matched": lambda user, made: technologies.matched(user, TAMBON),
    "technologies.handed": lambda user, made: technologies.handed(user, TAMBON),
    "technologies.add": lambda user, made: technologies.add(**told(user), **TECHNOLOGY | {"name": "ชุดวัด"}),
    "technologies.end": done(lambda user, made: technologies.end(**told(user), technology=made.technology, because="เลิก")),
    "technologies.hand_over": lambda user, made: technologies.hand_over(
        **told(user), technology=made.technology, on=today(), **HANDED | {"receiver": "กลุ่มอื่น"}
    ),
    "technologies.check": done(lambda user, made: technologies.check(**told(user), transfer=made.transfer, on=today(), alone=5)),
    "farmers.listed": lambda user, made: farmers.listed(user, TAMBON, at=timezone.now()).rows,
    "farmers.find": lambda user, made: farmers.find(user, TAMBON, made.farmer, at=timezone.now()),
    "farmers.enrol": lambda user, made: farmers.enrol(**told(user), **farmer_told(first_name="อีกคน")),
    "farmers.correct": done(
        lambda user, made: farmers.correct(**told(user, farmer=made.farmer), first_name="บัว", last_name="นาดี", village=OURS, crop="กล้วยหอม")
    ),
    "farmers.leave": done(lambda user, made: farmers.leave(**told(user, farmer=made.farmer), on=today(), because="ย้าย")),
    "farmers.forget": done(lambda user, made: farmers.forget(**told(user, farmer=made.farmer), because="ขอลบ")),
    "seasons.of_farmer": lambda user, made: seasons.of_farmer(user, TAMBON, made.farmer),
    "seasons.report": lambda user, made: seasons.report(user, TAMBON),
    "seasons.picture": lambda user, made: b"".join(seasons.picture(user, TAMBON, made.picture, at=timezone.now())),
    "seasons.plan": done(lambda user, made: seasons.plan(**told(user, farmer=made.farmer), **season_told(name="แล้ง"))),
    "seasons.visit": done(lambda user, made: seasons.visit(**of_season(user, made), **visit_told(followed="partly", why="น้ำน้อย"))),
    "seasons.add_picture": done(
        lambda user, made: seasons.add_picture(
            **told(user, farmer=made.farmer), visit=made.mark, mark=uuid4(), file=io.BytesIO(pictures.photograph())
        )
    ),
    "held_submissions.forget_farmer": done(
        lambda user, made: held_submissions.forget_farmer(**told(user, farmer=made.farmer), because="ขอลบ")
    ),
    "seasons.finish": done(lambda user, made: seasons.finish(**of_season(user, made), yield_after=D(1), income_after=D(2))),
    "joined.of_case": lambda user, made: joined.of_case(user, made.case),
    "joined.choices": lambda user, made: joined.choices(user, made.case, at=timezone.now()),
    "joined.link": done(lambda user, made: joined.link(**in_case(user, made), farmer=made.farmer)),
    "joined.unlink": done(lambda user, made: joined.unlink(**in_case(user, made), joined=made.joined, because="ผิดคน")),
    "joining.counted": lambda user, made: joining.counted(user, TAMBON),
}
