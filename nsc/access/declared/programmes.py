"""Programmes, registers and entitlements: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOT_NOW, P, Rule, W

CATALOGUE = Rule(W.SOMEWHERE, P.FIGURES_SEE)
CHANGES = Rule(W.PROVINCE, P.PROGRAMME_CHANGE)
IMPORTS = Rule(W.PROVINCE, P.REGISTER_IMPORT)
LIST = Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE)
REFUSED = Rule(W.PROVINCE, P.REGISTER_IMPORT, NOT_NOW)  # no day and no place of the register is said

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "rights": (FIGURES, NEVER),
    "right-list": (LIST, NEVER),
    "right-csv": (Rule(W.AREA, P.HOUSEHOLD_EXPORT), NEVER),
    "programmes": (CATALOGUE, NEVER),
    "programme": (CATALOGUE, NEVER),
    "programme-add": (CHANGES, CHANGES),
    "programme-terms": (CHANGES, CHANGES),
    "programme-close": (NEVER, Rule(W.PROVINCE, P.PROGRAMME_CHANGE, NOT_NOW)),  # without a reason
    "registers": (IMPORTS, IMPORTS),
    "register-look": (REFUSED, REFUSED),
    "register-problems": (REFUSED, NEVER),
    "register-undo": (NEVER, REFUSED),  # without a reason
}
QUESTIONS: dict[str, Rule] = {
    "programmes.catalogue": CATALOGUE,
    "programmes.find": CATALOGUE,
    "programmes.add": CHANGES,
    "programmes.set_terms": CHANGES,
    "programmes.close": CHANGES,
    "recipients.visible_to": IMPORTS,
    "recipients.store": IMPORTS,
    "recipients.withdraw": IMPORTS,
    "registers.receive": IMPORTS,
    "registers.look": IMPORTS,
    "registers.give": IMPORTS,
    "registers.dry_run": IMPORTS,
    "registers.run": IMPORTS,
    "rights.summary": FIGURES,
    "rights.below": FIGURES,
    "rights.people": LIST,
    "rights.export": Rule(W.AREA, P.HOUSEHOLD_EXPORT),
    "rights.household": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
}
EXEMPT: dict[str, str] = {
    "programmes.may_change": "tells who asks about their own roles",
}
