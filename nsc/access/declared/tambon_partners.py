"""Partners of a tambon, offers, needs, promises and shared data: what each answers to whom."""

from nsc.access.answers import NEVER, NOT_NOW, P, Rule, W

READS, WRITES = Rule(W.AREA, P.TAMBON_SEE), Rule(W.AREA, P.TAMBON_WRITE)
ACTS = Rule(W.AREA, P.TAMBON_SEE, NOT_NOW)  # with no act said; which act is whose, the verbs below say
OFFERS = Rule(W.SOMEWHERE, P.OFFER_MAKE)
FIGURES = Rule(W.AREA, P.FIGURES_SEE, also=P.TAMBON_SEE)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "tambon-partners": (READS, Rule(W.AREA, P.TAMBON_WRITE, NOT_NOW)),
    "tambon-partners-one": (READS, ACTS),
    "tambon-partners-resources": (READS, ACTS),
    "tambon-partners-offer": (WRITES, WRITES),
    "tambon-partners-matching": (READS, ACTS),
    "tambon-partners-promises": (READS, NEVER),
    "tambon-partners-promise": (READS, ACTS),
    "tambon-data": (READS, ACTS),
    "tambon-data-room": (FIGURES, NEVER),
    "tambon-data-file": (FIGURES, NEVER),
    "offers": (OFFERS, NEVER),
    "offer-new": (OFFERS, OFFERS),
    "offer": (READS, ACTS),
}
QUESTIONS: dict[str, Rule] = {
    "partners.of": READS,
    "partners.outside": WRITES,
    "partners.find": READS,
    "partners.join": WRITES,
    "partners.leave": WRITES,
    "partners.name_contact": WRITES,
    "partners.drop_contact": WRITES,
    "offers.reaching": READS,
    "offers.ours": OFFERS,
    "offers.offices": OFFERS,
    "offers.find": READS,
    "offers.make": WRITES,  # for another's organisation
    "offers.correct": WRITES,
    "offers.withdraw": WRITES,
    "wants.of": READS,
    "wants.purposes": WRITES,
    "wants.tell": WRITES,
    "wants.end": WRITES,
    "pairings.proposed": READS,
    "pairings.declined": READS,
    "pairings.decline": WRITES,
    "pairings.reconsider": WRITES,
    "commitments.of": READS,
    "commitments.of_project": READS,
    "commitments.find": READS,
    "commitments.accept": WRITES,
    "commitments.agree": WRITES,
    "commitments.change": WRITES,
    "commitments.hand_over": WRITES,
    "commitments.take_back": WRITES,
    "commitments.cancel": WRITES,
    "data_sharing.board": READS,
    "data_sharing.share": WRITES,
    "data_sharing.renew": WRITES,
    "data_sharing.stop": WRITES,
    "data_sharing.use": WRITES,
    "data_sharing.stop_using": WRITES,
    "data_sharing.miss": WRITES,
    "data_sharing.close_gap": WRITES,
    "shortfalls.of": READS,
    "data_room.figures": FIGURES,
    "data_room.table": FIGURES,
}
EXEMPT: dict[str, str] = {
    "offers.own": "one's own organisations: for the questions and verbs of its own room",
    "offers.areas": "where one's own roles let one offer: everyone may ask it of oneself",
    "offers.may_write": "a yes or no about an offer that offers.find has let through",
    "offers.held": "for the verbs of its own room, each of which is declared",
    "commitments.ours": "promises of one's own organisations, nobody else's; to who has none, none",
    "commitments.promise": "for one's own organisation alone, which no role of the matrix has: tests/tambon/test_commitments.py",
}
