"""What a tambon makes: candidates, and the page of each product."""

from collections.abc import Callable, Mapping

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.tambon import buyers, chains, initiatives, product_costs, products, products_rules
from nsc.web import forms_tambon_products as forms
from nsc.web import tambon
from nsc.web import tambon_products as shown

Bound = Mapping[str, django_forms.Form]
# act of the address: verb, form, the part of the page where it stands, what is said when it is done
ACTS: dict[str, tuple[Callable, type[django_forms.Form], str, object]] = {
    "score": (products.score, forms.ScoreForm, "scores", _("บันทึกคะแนนแล้ว")),
    "choose": (products.choose, forms.BecauseForm, "scores", _("เลือกผลิตภัณฑ์นี้แล้ว")),
    "drop": (products.drop, forms.BecauseForm, "scores", _("บันทึกว่าไม่เลือกแล้ว")),
    "recipe": (products.write_recipe, forms.RecipeForm, "recipe", _("บันทึกสูตรแล้ว")),
    "canvas": (products.write_canvas, forms.CanvasForm, "canvas", _("บันทึกแบบจำลองธุรกิจแล้ว")),
    "cost": (product_costs.add, forms.CostForm, "money", _("บันทึกต้นทุนแล้ว")),
    "cost-end": (product_costs.end, forms.EndCostForm, "money", _("เลิกรายการต้นทุนแล้ว")),
    "price": (product_costs.set_price, forms.PriceForm, "money", _("บันทึกราคาแล้ว")),
    "buyer": (buyers.add, forms.BuyerForm, "market", _("บันทึกผู้ซื้อแล้ว")),
    "order": (buyers.order, forms.OrderForm, "market", _("บันทึกคำสั่งซื้อแล้ว")),
    "deliver": (buyers.deliver, forms.DeliverForm, "market", _("บันทึกการส่งของแล้ว")),
    "cancel": (buyers.cancel, forms.CancelForm, "market", _("ยกเลิกคำสั่งซื้อแล้ว")),
    "step": (chains.put, forms.StepForm, "chain", _("บันทึกขั้นของห่วงโซ่แล้ว")),
    "step-end": (chains.end, forms.EndStepForm, "chain", _("เลิกขั้นนี้แล้ว")),
}


def listed(request: HttpRequest, code: str) -> HttpResponse:
    return _list_page(request, code, {})


@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    _require_writer(request, code)
    form = forms.ProposeForm(request.POST, auto_id="propose-%s")
    if forms.act(form, products.propose, by=request.user, at=timezone.now(), area=code):
        messages.success(request, _("เพิ่มผลิตภัณฑ์แล้ว ต่อไปให้คะแนนตามเกณฑ์"))
        return redirect("tambon-products", code)
    return _list_page(request, code, {"propose": form})


@require_POST
def weigh(request: HttpRequest, code: str) -> HttpResponse:
    _require_writer(request, code)
    form = forms.WeightsForm(request.POST, criteria=products.criteria(request.user, code), auto_id="weights-%s")
    if forms.act(form, products.weigh, by=request.user, at=timezone.now(), area=code):
        messages.success(request, _("ปรับน้ำหนักแล้ว อันดับคิดใหม่ตามน้ำหนักนี้"))
        return redirect("tambon-products", code)
    return _list_page(request, code, {"weights": form})


def product(request: HttpRequest, code: str, product: int) -> HttpResponse:
    return _product_page(request, code, product, {})


@require_POST
def act(request: HttpRequest, code: str, product: int, act: str) -> HttpResponse:
    _require_writer(request, code)
    if act not in ACTS:
        raise Http404
    verb, _form, part, done = ACTS[act]
    form = _fresh(request, code, product, act, request.POST)
    if forms.act(form, verb, by=request.user, at=timezone.now(), area=code, product=product):
        messages.success(request, done)
        return redirect(f"{reverse('tambon-product', args=[code, product])}#{part}")
    return _product_page(request, code, product, {act: form})


def _require_writer(request: HttpRequest, code: str) -> None:
    """Before anything that was typed is looked at."""
    initiatives.find(request.user, code)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)


def _fresh(request: HttpRequest, code: str, product: int, act: str, data=None) -> django_forms.Form:
    """The form of an act, with what it is about; ids of its own, since many stand on a page."""
    _verb, kind, _part, _done = ACTS[act]
    told: dict[str, object] = {"auto_id": f"{act}-%s"}
    user = request.user
    if kind is forms.ScoreForm:
        told |= {"criteria": products.criteria(user, code), "judged": products.find(user, code, product).judged}
    if kind is forms.CanvasForm:
        told["blocks"] = products.canvas(user, code, product)
    if kind is forms.OrderForm:
        market = buyers.of(user, code, product, on=timezone.localdate())
        told["buyers"] = [(each.id, each.name) for each in market.customers]
    return kind(data, **told) if data is not None else kind(**told)


def _list_page(request: HttpRequest, code: str, bound: Bound) -> HttpResponse:
    head = tambon.head(request, code)
    criteria, found = products.criteria(request.user, code), products.of(request.user, code)
    told = {
        "head": head,
        "criteria": criteria,
        "rows": (rows := shown.rows(found, criteria)),
        "table": [(each, [row.points[n] for row in rows]) for n, each in enumerate(criteria)],
        "open": next(iter(bound), ""),
        "is_weighed": any(each.weight != each.proposed for each in criteria),
        "propose": bound.get("propose") or forms.ProposeForm(auto_id="propose-%s"),
        "weights": bound.get("weights") or forms.WeightsForm(criteria=criteria, auto_id="weights-%s"),
        "most": products_rules.MOST_POINTS,
    }
    return render(request, "pages/tambon/products/list.html", told)


def _product_page(request: HttpRequest, code: str, product: int, bound: Bound) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    head = tambon.head(request, code)
    criteria, it = products.criteria(user, code), products.find(user, code, product)
    blocks, market = products.canvas(user, code, product), buyers.of(user, code, product, on=today)
    chain, money = chains.of(user, code, product), product_costs.of(user, code, product, on=today)
    kept = {
        "score": lambda: forms.ScoreForm(criteria=criteria, judged=it.judged, auto_id="score-%s"),
        "canvas": lambda: forms.CanvasForm(blocks=blocks, auto_id="canvas-%s"),
        "order": lambda: forms.OrderForm(
            buyers=[(each.id, each.name) for each in market.customers],
            initial={"ordered_on": today, "price": forms.whole(money.now.price)},
            auto_id="order-%s",
        ),
        "recipe": lambda: forms.RecipeForm(initial={"valid_from": today}, auto_id="recipe-%s"),
        "price": lambda: forms.PriceForm(initial={"valid_from": today}, auto_id="price-%s"),
        "step": lambda: forms.StepForm(initial={"place": len(chain.steps) + 1}, auto_id="step-%s"),
    }
    asked = {}
    if head.begun.may_write:
        asked = {name: bound.get(name) or kept.get(name, lambda name=name: ACTS[name][1](auto_id=f"{name}-%s"))() for name in ACTS}
    told = {
        "head": head,
        "it": it,
        "state": shown.state_name(it.state),
        "tone": shown.STATES[it.state],
        "rank": shown.rank(it.standing),
        "judged": shown.judged(criteria, it.judged),
        "recipes": products.recipes(user, code, product, on=today),
        "blocks": blocks,
        "has_canvas": any(each.text for each in blocks),
        "money": money,
        "verdict": shown.verdict(money.now, it.unit),
        "kinds": products_rules.COSTS,
        "market": market,
        "chain": chain,
        "drawn": shown.drawn(chain, it.unit),
        "sentences": shown.sentences(chain, it.unit),
        "today": today,
        "forms": {name.replace("-", "_"): form for name, form in asked.items()},
        "failed": next(iter(bound.values()), None),
        "open": next(iter(bound), ""),
    }
    return render(request, "pages/tambon/products/product.html", told)
