"""Products, technologies and farmers of a tambon: what each answers to whom."""

from nsc.access.answers import NEVER, SENT_ON, P, Rule, W

READS, WRITES = Rule(W.AREA, P.TAMBON_SEE), Rule(W.AREA, P.TAMBON_WRITE)
KEEPS = Rule(W.AREA, P.TAMBON_WRITE, also=P.FARMER_SEE)
NAMES = Rule(W.AREA, P.FARMER_SEE)
CATALOGUE = Rule(W.SOMEWHERE, P.TAMBON_SEE)
IN_THE_CASE = Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE)
LINKS = Rule(W.HOUSEHOLD, P.PLAN_WRITE, also=P.FARMER_SEE)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "tambon-products": (READS, NEVER),
    "tambon-product-new": (NEVER, WRITES),
    "tambon-weights": (NEVER, WRITES),
    "tambon-product": (READS, NEVER),
    "tambon-product-act": (NEVER, WRITES),
    "tambon-technologies": (READS, NEVER),
    "tambon-technology-act": (NEVER, WRITES),
    "tambon-farmers": (READS, NEVER),
    "tambon-farmer-new": (KEEPS, KEEPS),
    "tambon-farmer": (NAMES, NEVER),
    "tambon-farmer-act": (NEVER, KEEPS),
    "tambon-field-visit": (KEEPS, KEEPS),
    "tambon-field-picture": (NAMES, NEVER),
    "case-farmers": (LINKS, LINKS),
    "case-farmer-end": (NEVER, Rule(W.HOUSEHOLD, P.PLAN_WRITE, SENT_ON, also=P.FARMER_SEE)),  # sent back without a reason
}
QUESTIONS: dict[str, Rule] = {
    "products.criteria": READS,
    "products.of": READS,
    "products.find": READS,
    "products.recipes": READS,
    "products.canvas": READS,
    "products.weigh": WRITES,
    "products.propose": WRITES,
    "products.score": WRITES,
    "products.choose": WRITES,
    "products.drop": WRITES,
    "products.write_recipe": WRITES,
    "products.write_canvas": WRITES,
    "product_costs.of": READS,
    "product_costs.add": WRITES,
    "product_costs.end": WRITES,
    "product_costs.set_price": WRITES,
    "buyers.of": READS,
    "buyers.late": READS,
    "buyers.add": WRITES,
    "buyers.order": WRITES,
    "buyers.deliver": WRITES,
    "buyers.cancel": WRITES,
    "chains.of": READS,
    "chains.put": WRITES,
    "chains.end": WRITES,
    "technologies.catalogue": CATALOGUE,
    "technologies.matched": READS,
    "technologies.handed": READS,
    "technologies.add": WRITES,
    "technologies.end": WRITES,
    "technologies.hand_over": WRITES,
    "technologies.check": WRITES,
    "farmers.listed": READS,
    "farmers.find": NAMES,
    "farmers.enrol": KEEPS,
    "farmers.correct": KEEPS,
    "farmers.leave": KEEPS,
    "farmers.forget": KEEPS,
    "seasons.of_farmer": NAMES,
    "seasons.report": READS,
    "seasons.picture": NAMES,
    "seasons.plan": KEEPS,
    "seasons.visit": KEEPS,
    "seasons.add_picture": KEEPS,
    "held_submissions.forget_farmer": KEEPS,
    "seasons.finish": KEEPS,
    "joined.of_case": IN_THE_CASE,
    "joined.choices": LINKS,
    "joined.link": LINKS,
    "joined.unlink": LINKS,
    "joining.counted": READS,
}
EXEMPT: dict[str, str] = {
    "products.seen": "for the questions of its own room, each of which is declared",
    "products.held": "for the verbs of its own room, each of which is declared",
    "farmers.seen": "for the questions of its own room, each of which is declared",
    "farmers.held": "for the verbs of its own room, each of which is declared",
}
