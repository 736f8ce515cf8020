"""What every address, and every question and verb behind them, answers to every role: declared here, tried out by tests/web/test_matrix.py,
printed by `nsc access matrix`.

An address without a line in ADDRESSES fails that test, as does a function of the rooms that takes `user` or `by` without one in QUESTIONS
or EXEMPT. All else follows from roles.py. They go by their names, because what they name stands above this room.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from nsc.access import declared
from nsc.access.answers import (
    FIGURES,
    HOMES,
    NEVER,
    NO_SUCH_METHOD,
    NOT_NOW,
    NOT_THERE,
    NOT_YOURS,
    NOTHING,
    OK,
    SENT_ON,
    WHO_IS_IT,
    P,
    Permission,
    Rule,
    W,
    Where,
)
from nsc.access.roles import OPERATOR, ROLES, Role

SIGNED_OUT, NO_ROLE = "signed_out", "no_role"
WHO = (SIGNED_OUT, NO_ROLE, *ROLES)

# Digits of the area that a role is given over, where it is not the province.
DIGITS = {"district_centre": 4, "tambon_team": 6, "smart_tambon_team": 6, "mentor": 6, "local_authority_officer": 6, "village_head": 8}
PROVINCE = 2

OPEN, SEEN_BY_ALL = Rule(W.ANYONE), Rule(W.SIGNED_IN)
UPLOAD = Rule(W.HIDDEN, P.SURVEY_IMPORT)
UPLOAD_ACT = Rule(W.PROVINCE, P.SURVEY_IMPORT, SENT_ON)

# An account in our area: 404 to who does not administer it, 403 to who administers it but may not do this to it.
ACCOUNTS = Rule(W.SOMEWHERE, P.USER_CREATE)
ACCOUNT = Rule(W.ACCOUNT, P.USER_CREATE)
GRANTS = Rule(W.SOMEWHERE, P.ROLE_GRANT)
OFFICES, OFFICE = Rule(W.SOMEWHERE, P.ORGANISATION_CHANGE), Rule(W.REGISTRY, P.ORGANISATION_CHANGE)


def _of_api(where: Where, permission: Permission | None = None, outside: int | None = None) -> tuple[Rule, Rule]:
    """It only reads. It says who is missing, and sends nobody anywhere."""
    return Rule(where, permission, outside=outside, stranger=WHO_IS_IT), Rule(W.ANYONE, answer=NO_SUCH_METHOD)


# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "home": (Rule(W.SIGNED_IN, answer=SENT_ON), NEVER),
    "sign-in": (Rule(W.AT_THE_DOOR), Rule(W.AT_THE_DOOR)),
    "sign-in-code": (Rule(W.AT_THE_DOOR, answer=SENT_ON), Rule(W.AT_THE_DOOR, answer=SENT_ON)),  # without a password before
    "sign-in-passkey": (Rule(W.AT_THE_DOOR), Rule(W.AT_THE_DOOR, answer=SENT_ON)),
    "sign-in-oidc": (Rule(W.AT_THE_DOOR, answer=NOT_THERE), Rule(W.ANYONE, answer=NO_SUCH_METHOD)),  # no provider is set
    "sign-in-oidc-back": (Rule(W.ANYONE, answer=NOT_THERE), Rule(W.ANYONE, answer=NO_SUCH_METHOD)),
    "security": (SEEN_BY_ALL, NEVER),
    "confirm": (SEEN_BY_ALL, SEEN_BY_ALL),
    "password": (SEEN_BY_ALL, SEEN_BY_ALL),
    "totp": (SEEN_BY_ALL, SEEN_BY_ALL),
    "totp-remove": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "recovery-codes": (Rule(W.SIGNED_IN, answer=SENT_ON), Rule(W.SIGNED_IN, answer=NOT_NOW)),  # without a factor they stand in for
    "recovery-codes-file": (Rule(W.SIGNED_IN, answer=NOT_THERE), NEVER),
    "passkey-add": (SEEN_BY_ALL, SEEN_BY_ALL),
    "passkey-remove": (NEVER, Rule(W.SIGNED_IN, answer=NOT_THERE)),  # somebody else's
    "session-end": (NEVER, Rule(W.SIGNED_IN, answer=NOT_THERE)),
    "sessions-end": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "identity-link": (NEVER, Rule(W.SIGNED_IN, answer=NOT_THERE)),
    "identity-unlink": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "sign-out": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "theme": (Rule(W.ANYONE, answer=NO_SUCH_METHOD), Rule(W.ANYONE, answer=SENT_ON)),
    "language": (Rule(W.ANYONE, answer=SENT_ON), Rule(W.ANYONE, answer=SENT_ON)),
    "health": (OPEN, Rule(W.ANYONE, answer=NO_SUCH_METHOD)),
    "overview": (FIGURES, NEVER),
    "households": (Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE), NEVER),
    "persons": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "household": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), NEVER),
    "resident": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), NEVER),
    "resident-name": (Rule(W.HOUSEHOLD, P.NAME_REVEAL), Rule(W.HOUSEHOLD, P.NAME_REVEAL)),
    "resident-reveal": (Rule(W.HOUSEHOLD, P.SENSITIVE_REVEAL), Rule(W.HOUSEHOLD, P.SENSITIVE_REVEAL)),
    "resident-record": (Rule(W.HOUSEHOLD, P.SENSITIVE_RECORD), Rule(W.HOUSEHOLD, P.SENSITIVE_RECORD)),
    "resident-erase": (Rule(W.HOUSEHOLD, P.SENSITIVE_RECORD), Rule(W.HOUSEHOLD, P.SENSITIVE_RECORD)),
    "photograph-add": (Rule(W.HOUSEHOLD, P.PHOTOGRAPH_ADD), Rule(W.HOUSEHOLD, P.PHOTOGRAPH_ADD)),
    "photograph": (Rule(W.HOUSEHOLD, P.PHOTOGRAPH_SEE), NEVER),
    "photograph-preview": (Rule(W.HOUSEHOLD, P.PHOTOGRAPH_SEE), NEVER),
    "photograph-remove": (NEVER, Rule(W.HOUSEHOLD, P.PHOTOGRAPH_ADD, SENT_ON)),
    "indicators": (FIGURES, NEVER),
    "indicators-file": (FIGURES, NEVER),
    "import": (Rule(W.SOMEWHERE, P.ASSISTANCE_IMPORT), Rule(W.SOMEWHERE, P.ASSISTANCE_IMPORT)),  # who imports surveys brings these, too
    "import-file": (UPLOAD, NEVER),
    "import-template": (Rule(W.PROVINCE, P.SURVEY_IMPORT), NEVER),
    "import-progress": (UPLOAD, NEVER),
    "import-marked": (UPLOAD, NEVER),
    "import-marked-workbook": (Rule(W.HIDDEN, P.SURVEY_IMPORT, NOT_NOW), NEVER),  # not made until asked for
    "import-errors": (UPLOAD, NEVER),
    "import-map": (NEVER, Rule(W.HIDDEN, P.SURVEY_IMPORT, SENT_ON)),
    "import-choose": (NEVER, UPLOAD_ACT),
    "import-act": (NEVER, UPLOAD_ACT),
    "import-undo": (NEVER, Rule(W.PROVINCE, P.SURVEY_UNDO, SENT_ON)),
    "import-list-undo": (NEVER, Rule(W.PROVINCE, P.SURVEY_UNDO, SENT_ON)),
    "people": (ACCOUNTS, NEVER),
    "people-new": (ACCOUNTS, ACCOUNTS),
    "unattended": (GRANTS, Rule(W.SOMEWHERE, P.ROLE_GRANT, NOT_THERE)),  # to nobody we know
    "staff": (GRANTS, GRANTS),
    "staff-template": (GRANTS, NEVER),
    "staff-look": (Rule(W.OWN), Rule(W.OWN)),
    "staff-problems": (Rule(W.OWN), NEVER),
    "organisations": (OFFICES, NEVER),
    "organisation-new": (OFFICES, OFFICES),
    "organisation": (OFFICE, OFFICE),
    "organisation-merge": (NEVER, Rule(W.REGISTRY, P.ORGANISATION_CHANGE, NOT_THERE)),  # into none we know
    "organisation-close": (NEVER, Rule(W.REGISTRY, P.ORGANISATION_CHANGE, NOT_NOW)),  # with no reason said
    "account": (ACCOUNT, NEVER),
    "account-change": (Rule(W.ACCOUNT, P.USER_CHANGE), Rule(W.ACCOUNT, P.USER_CHANGE)),
    "account-give": (Rule(W.ACCOUNT, P.ROLE_GRANT), Rule(W.ACCOUNT, P.ROLE_GRANT)),
    "account-end": (NEVER, Rule(W.ACCOUNT, P.ROLE_GRANT, NOT_NOW)),
    "account-invite": (NEVER, ACCOUNT),
    "account-close": (Rule(W.ACCOUNT, P.USER_CLOSE), Rule(W.ACCOUNT, P.USER_CLOSE)),
    "account-second-factor": (NEVER, Rule(W.ACCOUNT, P.USER_CHANGE, NOT_NOW)),  # without a reason
    "account-sessions": (NEVER, Rule(W.ACCOUNT, P.USER_CHANGE, NOT_NOW)),
    "roles": (SEEN_BY_ALL, NEVER),
    "notices": (SEEN_BY_ALL, NEVER),
    "notices-read": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "notice": (NEVER, Rule(W.OWN)),
    "settings": (SEEN_BY_ALL, SEEN_BY_ALL),
    "settings-line": (NEVER, Rule(W.SIGNED_IN, answer=NOT_NOW)),  # where no LINE is set
    "settings-line-unlink": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
    "line-webhook": (Rule(W.ANYONE, answer=NO_SUCH_METHOD), Rule(W.ANYONE, answer=NOT_YOURS)),  # without LINE's signature
    "welcome": (OPEN, OPEN),  # of a link that is void
    "audit": (Rule(W.SOMEWHERE, P.AUDIT_SEE), NEVER),
    "audit-csv": (Rule(W.SOMEWHERE, P.AUDIT_SEE), NEVER),
    "who-saw": (Rule(W.SOMEWHERE, P.AUDIT_SEE), Rule(W.SOMEWHERE, P.AUDIT_SEE)),
    "who-saw-household": (Rule(W.HIDDEN, P.AUDIT_SEE), NEVER),
    "who-saw-csv": (Rule(W.HIDDEN, P.AUDIT_SEE), NEVER),
    "alerts": (Rule(W.PROVINCE, P.ALERT_REVIEW), NEVER),
    "alert-review": (NEVER, Rule(W.PROVINCE, P.ALERT_REVIEW, NOT_NOW)),  # without a finding
    "glass": (Rule(W.SOMEWHERE, P.GLASS_BREAK), Rule(W.SOMEWHERE, P.GLASS_BREAK)),
    "glass-end": (NEVER, Rule(W.SIGNED_IN, answer=NOT_THERE)),  # for who opened it; here that is somebody else
    "glass-reviews": (Rule(W.SOMEWHERE, P.GLASS_REVIEW), NEVER),
    "glass-review": (NEVER, Rule(W.HIDDEN, P.GLASS_REVIEW, NOT_NOW)),  # without a finding
    # the API
    "api": (SEEN_BY_ALL, NEVER),
    "api-unknown": (Rule(W.ANYONE, answer=NOT_THERE), Rule(W.ANYONE, answer=NOT_THERE)),
    "api-openapi": _of_api(W.SIGNED_IN),
    "api-me": _of_api(W.SIGNED_IN),
    "api-rounds": _of_api(W.SIGNED_IN),
    "api-areas": _of_api(W.SIGNED_IN),
    "api-area": _of_api(W.SIGNED_IN),
    "api-area-children": _of_api(W.SIGNED_IN),
    "api-local-authorities": _of_api(W.SIGNED_IN),
    "api-figures": _of_api(W.AREA, P.FIGURES_SEE),
    "api-indicators": _of_api(W.AREA, P.FIGURES_SEE),
    "api-patterns": _of_api(W.AREA, P.FIGURES_SEE),
    "api-overview": _of_api(W.AREA, P.FIGURES_SEE),
    "api-households": _of_api(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE),
    "api-household": _of_api(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
    "api-audit": _of_api(W.SOMEWHERE, P.AUDIT_SEE),
    "privacy": (Rule(W.SOMEWHERE, P.REQUEST_RECEIVE), NEVER),
    "privacy-requests": (Rule(W.SOMEWHERE, P.REQUEST_RECEIVE), NEVER),
    "privacy-request-new": (Rule(W.SOMEWHERE, P.REQUEST_RECEIVE), Rule(W.SOMEWHERE, P.REQUEST_RECEIVE)),
    "privacy-request": (Rule(W.HIDDEN, P.REQUEST_ANSWER), NEVER),
    "privacy-request-find": (NEVER, Rule(W.HIDDEN, P.REQUEST_ANSWER)),
    "privacy-request-act": (NEVER, Rule(W.HIDDEN, P.REQUEST_ANSWER, SENT_ON)),
    "privacy-copy": (Rule(W.PROVINCE, P.REQUEST_ANSWER), NEVER),
    "privacy-breaches": (Rule(W.SOMEWHERE, P.BREACH_REPORT), NEVER),
    "privacy-breach-new": (Rule(W.SOMEWHERE, P.BREACH_REPORT), Rule(W.SOMEWHERE, P.BREACH_REPORT)),
    "privacy-breach": (Rule(W.HIDDEN, P.BREACH_CHANGE), NEVER),
    "privacy-breach-act": (NEVER, Rule(W.HIDDEN, P.BREACH_CHANGE, SENT_ON)),
    "privacy-breach-register": (Rule(W.PROVINCE, P.BREACH_CHANGE), NEVER),
    "privacy-notice-edit": (Rule(W.PROVINCE, P.PRIVACY_CHANGE), Rule(W.PROVINCE, P.PRIVACY_CHANGE)),
    "privacy-activities": (Rule(W.PROVINCE, P.PRIVACY_CHANGE), NEVER),
    "privacy-activity": (Rule(W.PROVINCE, P.PRIVACY_CHANGE), Rule(W.PROVINCE, P.PRIVACY_CHANGE)),
    "privacy-activity-register": (Rule(W.PROVINCE, P.PRIVACY_CHANGE), NEVER),
    "privacy-retention": (Rule(W.PROVINCE, P.PRIVACY_CHANGE), NEVER),
    "privacy-retention-switch": (NEVER, Rule(W.PROVINCE, P.PRIVACY_CHANGE, SENT_ON)),
    "privacy-notice": (OPEN, Rule(W.ANYONE, answer=NO_SUCH_METHOD)),
    "privacy-notice-version": (OPEN, Rule(W.ANYONE, answer=NO_SUCH_METHOD)),
    "consents": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), Rule(W.HOUSEHOLD, P.CONSENT_RECORD)),
    "consent-withdraw": (NEVER, Rule(W.HOUSEHOLD, P.CONSENT_RECORD, SENT_ON)),
    "consent-evidence": (Rule(W.HOUSEHOLD, P.CONSENT_RECORD), NEVER),
    "targets": (FIGURES, NEVER),
    "target-list": (Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE), NEVER),
    "target": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), NEVER),
    "target-remove": (NEVER, Rule(W.PROVINCE, P.TARGET_CERTIFY, NOT_NOW)),  # without a reason
    "target-verify": (NEVER, Rule(W.SOMEWHERE, P.TARGET_VERIFY, NOT_NOW)),  # without a household
    "target-evidence": (Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE), NEVER),
    "target-rolls": (Rule(W.PROVINCE, P.TARGET_PROPOSE), Rule(W.PROVINCE, P.TARGET_PROPOSE)),
    "target-roll": (Rule(W.SOMEWHERE, P.FIGURES_SEE), NEVER),
    "target-roll-act": (NEVER, Rule(W.PROVINCE, P.TARGET_PROPOSE, SENT_ON)),
    "target-forums": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-forum-hold": (Rule(W.AREA, P.TARGET_VERIFY), Rule(W.AREA, P.TARGET_VERIFY)),
    "target-forum": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-meetings": (FIGURES, Rule(W.AREA, P.TARGET_ENDORSE)),
    "target-meeting": (FIGURES, NEVER),
    "target-meeting-resolve": (NEVER, Rule(W.AREA, P.TARGET_ENDORSE, NOT_NOW)),  # without a list
    "target-missed": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-missed-propose": (Rule(W.AREA, P.TARGET_PROPOSE), Rule(W.AREA, P.TARGET_PROPOSE)),
    "target-missed-one": (Rule(W.AREA, P.HOUSEHOLD_SEE), NEVER),
    "target-missed-visit": (Rule(W.AREA, P.TARGET_VERIFY), Rule(W.AREA, P.TARGET_VERIFY)),
    "target-missed-close": (NEVER, Rule(W.AREA, P.TARGET_VERIFY, NOT_NOW)),  # without a reason
    "target-errors": (FIGURES, NEVER),
    "target-errors-csv": (FIGURES, NEVER),
    "definitions": (SEEN_BY_ALL, NEVER),
    "components": (SEEN_BY_ALL, NEVER),
    "sample": (SEEN_BY_ALL, NEVER),
}

IMPORT, UNDO = Rule(W.PROVINCE, P.SURVEY_IMPORT), Rule(W.PROVINCE, P.SURVEY_UNDO)
IMPORTED = Rule(W.PROVINCE, P.SURVEY_IMPORT, refusal=NOTHING)
SENT = Rule(W.HIDDEN, P.SURVEY_IMPORT)
TOKENS, KEYS = Rule(W.PROVINCE, P.TOKEN_ISSUE), Rule(W.PROVINCE, P.SYSTEM_SEE)
READS, ALERTED = Rule(W.SOMEWHERE, P.AUDIT_SEE), Rule(W.PROVINCE, P.ALERT_REVIEW)
READS_THERE = Rule(W.SOMEWHERE, P.AUDIT_SEE, outside=NOTHING)

# Of these, 403 is said to who has no role, too: they are asked behind pages that have said 404 already.
MAKES = Rule(W.SOMEWHERE, P.USER_CREATE, refusal=NOT_YOURS)
GIVES = Rule(W.SOMEWHERE, P.ROLE_GRANT, refusal=NOT_YOURS)
REGISTERS = Rule(W.SOMEWHERE, P.ORGANISATION_CHANGE, refusal=NOT_YOURS)
OVER = Rule(W.SOMEWHERE, P.USER_CHANGE, outside=NOT_THERE, refusal=NOT_YOURS)
GRANTS_THERE = Rule(W.AREA, P.ROLE_GRANT)

SEES, REVEALS, CONSENTS = (Rule(W.HOUSEHOLD, each) for each in (P.HOUSEHOLD_SEE, P.SENSITIVE_REVEAL, P.CONSENT_RECORD))
RECORDS, STOPS = Rule(W.HOUSEHOLD, P.SENSITIVE_RECORD), Rule(W.HOUSEHOLD, P.REQUEST_ANSWER)
PICTURES, ADDS = Rule(W.HOUSEHOLD, P.PHOTOGRAPH_SEE), Rule(W.HOUSEHOLD, P.PHOTOGRAPH_ADD)
RECEIVES, ANSWERS = Rule(W.SOMEWHERE, P.REQUEST_RECEIVE), Rule(W.PROVINCE, P.REQUEST_ANSWER)
REQUEST, BREACH = Rule(W.HIDDEN, P.REQUEST_ANSWER), Rule(W.HIDDEN, P.BREACH_CHANGE)  # received, reported by somebody else
REPORTS, PRIVACY = Rule(W.SOMEWHERE, P.BREACH_REPORT), Rule(W.PROVINCE, P.PRIVACY_CHANGE)

# casework
ROLLS = Rule(W.SOMEWHERE, P.FIGURES_SEE, refusal=NOTHING)  # which lists there are is no secret among them
DRAWS_UP, CERTIFIES = Rule(W.PROVINCE, P.TARGET_PROPOSE), Rule(W.PROVINCE, P.TARGET_CERTIFY)
VERIFIES, ENDORSES = (Rule(W.AREA, each) for each in (P.TARGET_VERIFY, P.TARGET_ENDORSE))

# Functions that take `user` or `by`, as module.function (".variant" where one is asked in two ways). 204: it told nothing.
QUESTIONS: dict[str, Rule] = {
    # access
    "alerts.to_review": ALERTED,
    "alerts.review": ALERTED,
    "glass.require_to_ask": Rule(W.SOMEWHERE, P.GLASS_BREAK),
    "glass.check_asking": Rule(W.SOMEWHERE, P.GLASS_BREAK),
    "glass.break_": Rule(W.SOMEWHERE, P.GLASS_BREAK, NOT_NOW, outside=OK),  # inside it is open to them already
    "glass.end": Rule(W.OWN),
    "glass.to_review": Rule(W.SOMEWHERE, P.GLASS_REVIEW, outside=NOTHING),
    "glass.review": Rule(W.HIDDEN, P.GLASS_REVIEW),
    "handover.unattended": Rule(W.SOMEWHERE, P.ROLE_GRANT, outside=NOTHING, refusal=NOT_YOURS),
    "handover.count_unattended": Rule(W.AREA, P.ROLE_GRANT, refusal=NOTHING),
    "handover.take_up": GRANTS_THERE,
    "identities.link": replace(OVER, answer=NOT_NOW),  # no provider is set
    "invitations.issue": ACCOUNT,
    "invitations.issue.again": Rule(W.ACCOUNT, P.USER_CHANGE),  # to an account in use
    "invitations.send": replace(ACCOUNT, answer=NOT_NOW),  # no mail is set
    "keyring.listed": KEYS,
    "keyring.rotate": KEYS,
    "keyring.rotate_later": KEYS,
    "keyring.drop": replace(KEYS, answer=NOT_NOW),  # the newest
    "line.unlink.of_another": OVER,
    "notices.find": Rule(W.OWN),
    "organisations.listed": REGISTERS,
    "organisations.office": OFFICE,
    "organisations.choices": MAKES,
    "organisations.register": REGISTERS,
    "organisations.change": REGISTERS,
    "organisations.merge": REGISTERS,
    "organisations.close": REGISTERS,
    "passkeys.remove": Rule(W.OWN),
    "second_factor.reset": OVER,
    "sessions.end": Rule(W.OWN),
    "sessions.end_all": OVER,
    "staffing.look": GIVES,
    "staffing.give": replace(GIVES, outside=NOT_NOW),
    "tokens.issue": TOKENS,
    "tokens.revoke": TOKENS,
    "tokens.listed": TOKENS,
    "trail.require": READS,
    "trail.lines": READS_THERE,
    "trail.export": READS_THERE,
    "trail.who_has_seen": READS_THERE,
    "trail.export_sight": READS_THERE,
    "users.listed": MAKES,
    "users.visible_to": replace(MAKES, outside=NOTHING),
    "users.found": replace(MAKES, outside=NOTHING),
    "users.get": ACCOUNT,
    "users.account": ACCOUNT,
    "users.assignment": ACCOUNT,
    "users.offers": ACCOUNT,
    "users.require_over": OVER,
    "users.create": MAKES,
    "users.change": OVER,
    "users.assign": GRANTS_THERE,
    "users.end": GRANTS_THERE,
    "users.close": Rule(W.SOMEWHERE, P.USER_CLOSE, outside=NOT_THERE, refusal=NOT_YOURS),
    # registry
    "consents.sheet": SEES,
    "consents.require_recorder": CONSENTS,
    "consents.record": CONSENTS,
    "consents.withdraw": CONSENTS,
    "consents.evidence": CONSENTS,
    "consents.restrict": STOPS,
    "consents.lift": STOPS,
    "photographs.album": Rule(W.HOUSEHOLD, P.PHOTOGRAPH_SEE, refusal=NOTHING),
    "photographs.preview": PICTURES,
    "photographs.open": PICTURES,
    "photographs.lacking": ADDS,
    "photographs.add": ADDS,
    "photographs.remove": ADDS,
    # surveys
    "residents.resident": SEES,
    "residents.require": REVEALS,
    "residents.reveal": REVEALS,
    "residents.reveal_name": Rule(W.HOUSEHOLD, P.NAME_REVEAL),
    "residents.record": RECORDS,
    "residents.erase": RECORDS,
    "rounds.visible_to": Rule(W.SOMEWHERE, P.FIGURES_SEE, refusal=NOTHING),  # which years there are is no secret among them
    "rounds.open_round": IMPORT,
    "rounds.describe": Rule(W.PROVINCE, P.ROUND_CHANGE),
    "batches.visible_to": IMPORTED,
    "batches.begin": IMPORT,
    "batches.publish": IMPORT,
    "batches.recount": IMPORT,
    "batches.withdraw": UNDO,
    "lists.visible_to": IMPORTED,
    "lists.households": Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE, refusal=NOTHING),
    "lists.counts": Rule(W.AREA, P.FIGURES_SEE, refusal=NOTHING),
    "lists.sources": Rule(W.AREA, P.FIGURES_SEE, refusal=NOTHING),
    "lists.names": Rule(W.HOUSEHOLD, P.NAME_SEE),
    "lists.publish": IMPORT,
    "lists.withdraw": UNDO,
    # intake
    "lists.dry_run": IMPORT,
    "lists.run": IMPORT,
    "imports.dry_run": IMPORT,
    "imports.run": IMPORT,
    "imports.undo": UNDO,
    "profiles.visible_to": IMPORTED,
    "profiles.save": IMPORT,
    "profiles.delete": IMPORT,
    "staff.template": GIVES,
    "staff.receive": GIVES,
    "staff.look": GIVES,
    "staff.look.of_another": Rule(W.OWN),
    "staff.give": GIVES,
    "staff.give.of_another": Rule(W.OWN),
    "uploads.visible_to": IMPORTED,
    "uploads.of": SENT,
    "uploads.asked": SENT,
    "uploads.kinds": SENT,
    "uploads.problems": SENT,
    "uploads.errors_csv": SENT,
    "uploads.errors_workbook": SENT,
    "uploads.template": IMPORT,
    "uploads.receive": IMPORT,
    "uploads.check": IMPORT,
    "uploads.ask": IMPORT,
    "uploads.choose": IMPORT,
    "uploads.map": Rule(W.PROVINCE, P.SURVEY_IMPORT, NOT_NOW),  # its columns are known already
    "uploads.import_": IMPORT,
    "uploads.mark": IMPORT,
    "uploads.cancel": Rule(W.PROVINCE, P.SURVEY_IMPORT, NOT_NOW),  # nothing is under way
    "uploads.discard": IMPORT,
    # reports
    "emergency.ask": Rule(W.SOMEWHERE, P.GLASS_BREAK, NOT_NOW, outside=OK),  # inside it is open to them already
    "who_saw.require": READS,
    "who_saw.by_number": READS_THERE,
    "who_saw.by_name": replace(READS, outside=NOT_THERE),
    "who_saw.of_household": Rule(W.HIDDEN, P.AUDIT_SEE),
    "who_saw.export": Rule(W.HIDDEN, P.AUDIT_SEE),
    "place.here": FIGURES,
    "overview.picture": FIGURES,
    "overview.by_authority": Rule(W.PROVINCE, P.FIGURES_SEE),
    "money.of": FIGURES,
    "figures.by_area": FIGURES,
    "figures.by_area.authority": Rule(W.PROVINCE, P.FIGURES_SEE),
    "figures.by_indicator": FIGURES,
    "figures.by_pattern": FIGURES,
    "multidimensional.by_area": FIGURES,
    "multidimensional.change": FIGURES,
    "ranked.households": Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE),
    "ranked.place": Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE),
    "persons.ranked": Rule(W.AREA, P.HOUSEHOLD_SEE),
    "household.file": SEES,
    # privacy
    "desk.of": RECEIVES,
    "requests.require_receiver": RECEIVES,
    "requests.receive": RECEIVES,
    "requests.visible_to": Rule(W.PROVINCE, P.REQUEST_ANSWER, refusal=NOTHING),
    "requests.answerers": Rule(W.PROVINCE, P.REQUEST_ANSWER, refusal=NOTHING),
    "requests.of": REQUEST,
    "requests.verify": REQUEST,
    "requests.assign": REQUEST,
    "requests.name_person": REQUEST,
    "requests.hand_on": REQUEST,
    "requests.answer": REQUEST,
    "requests.refuse": REQUEST,
    "requests.withdraw": REQUEST,
    "finding.find": ANSWERS,
    "copies.assemble": ANSWERS,
    "copies.download": ANSWERS,
    "erasure.anonymise_person": ANSWERS,
    "members.of": SEES,
    "breaches.require_reporter": REPORTS,
    "breaches.report": REPORTS,
    "breaches.visible_to": Rule(W.PROVINCE, P.BREACH_CHANGE, refusal=NOTHING),
    "breaches.of": BREACH,
    "breaches.assess": BREACH,
    "breaches.tell_office": BREACH,
    "breaches.tell_persons": BREACH,
    "breaches.close": BREACH,
    "breaches.export": Rule(W.PROVINCE, P.BREACH_CHANGE),
    "notice.publish": PRIVACY,
    "activities.visible_to": PRIVACY,
    "activities.history": PRIVACY,
    "activities.save": PRIVACY,
    "activities.export": PRIVACY,
    "retention.plans": PRIVACY,
    "retention.switch": PRIVACY,
    "retention.apply": PRIVACY,
    # casework
    "rolls.visible_to": ROLLS,
    "rolls.find": Rule(W.SOMEWHERE, P.FIGURES_SEE, refusal=NOT_THERE),
    "rolls.history": Rule(W.SOMEWHERE, P.FIGURES_SEE, refusal=NOT_THERE),
    "rolls.counts": FIGURES,
    "rolls.counts_below": FIGURES,
    "rolls.overlap": FIGURES,
    "rolls.preview": DRAWS_UP,
    "rolls.draw_up": DRAWS_UP,
    "rolls.freeze": DRAWS_UP,
    "rolls.set_deadlines": DRAWS_UP,
    "rolls.withdraw": DRAWS_UP,
    "targets.file": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
    "targets.add": Rule(W.HOUSEHOLD, P.TARGET_PROPOSE),
    "targets.remove": CERTIFIES,
    "verifications.verify": Rule(W.HOUSEHOLD, P.TARGET_VERIFY),
    "evidence.download": Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE),
    "evidence.download.of_a_forum": Rule(W.AREA, P.TARGET_PROPOSE, refusal=NOT_THERE),
    "forums.visible_to": HOMES,
    "forums.find": HOMES,
    "forums.waiting": HOMES,
    "forums.to_decide": VERIFIES,
    "forums.hold": VERIFIES,
    "meetings.visible_to": FIGURES,
    "meetings.find": FIGURES,
    "meetings.waiting": FIGURES,
    "meetings.ready": ENDORSES,
    "meetings.convene": ENDORSES,
    "meetings.resolve": ENDORSES,
    "meetings.exempted": Rule(W.AREA, P.NAME_SEE, refusal=NOTHING),  # of a household that is not handed over here
    "proposals.visible_to": HOMES,
    "proposals.find": HOMES,
    "proposals.known": Rule(W.AREA, P.TARGET_PROPOSE),
    "proposals.propose": Rule(W.AREA, P.TARGET_TELL),
    "proposals.visit": VERIFIES,
    "proposals.close": VERIFIES,
    "proposals.close.as_a_mistake": Rule(W.AREA, P.TARGET_PROPOSE),
    "proposals.waiting": Rule(W.AREA, P.TARGET_VERIFY, refusal=NOTHING),
    "criteria.set_": Rule(W.PROVINCE, P.INDICATORS_CHANGE),
    "holidays.add": CERTIFIES,
    "worklist.of": Rule(W.AREA, P.TARGET_VERIFY, refusal=NOTHING),
    "targeted.households": Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE),
    "targeted.place": Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE),
    "targeting.errors": FIGURES,
    "targeting.table": FIGURES,
}

_DOOR, _LINE = "the door itself", "the line of the verb or question that calls it, after its door"
_OWN = "what is one's own: another's cannot be named, or is passed over"
_STEP = "a step of the sign-in: who it is, is just being found out"
_FOUND = "of an account that users.get has found for who asks; its docstring says so"
_INSIDE = "inside a verb that has checked the right and leaves the line"

# Those that need no line above, and why.
EXEMPT: dict[str, str] = {
    **dict.fromkeys(
        (
            f"scope.{each}"
            for each in (
                *("areas", "authorities", "anywhere", "everything", "roles", "may", "opened", "require", "held", "within", "over"),
                *("standing", "handed", "in_force", "forget"),
            )
        ),
        _DOOR,
    ),
    **dict.fromkeys(
        ("entry.may_enter", "entry.by_password", "entry.by_passkey", "entry.by_identity", "passkeys.to_give", "passkeys.check"), _STEP
    ),
    **dict.fromkeys(("second_factor.check", "second_factor.locked_until", "passwords.is_right", "sessions.begin", "sign_in.prove"), _STEP),
    **dict.fromkeys(("sign_in.needs_second_factor", "sign_in.idle_minutes"), "what the door asks of the account that stands in it"),
    **dict.fromkeys(("audit.record", "audit.seen", "audit.refused", "glass.miss", "overview.exported"), _LINE),
    **dict.fromkeys(("glass.mine", "glass.running", "standing.of", "users.mine", "users.settle", "ranked.sees_only_handed"), _OWN),
    **dict.fromkeys(("notices.of", "notices.page", "notices.unread", "notices.read", "notices.muted", "line.ask", "line.is_linked"), _OWN),
    **dict.fromkeys(
        ("identities.of", "identities.link_own", "identities.unlink", "passwords.change", "passkeys.to_add", "passkeys.add"), _OWN
    ),
    **dict.fromkeys(("second_factor.of", "second_factor.address", "second_factor.set_app", "second_factor.remove_app"), _OWN),
    **dict.fromkeys(("second_factor.make_recovery_codes", "sessions.of", "sessions.end_others"), _OWN),
    **dict.fromkeys(("handover.open_work", "handover.candidates", "delivery.trouble_of", "second_factor.has"), _FOUND),
    **dict.fromkeys(("handover.of_leaver", "sessions.end_quietly", "users.set_password", "notices.mute", "sensitive.keep"), _INSIDE),
    **dict.fromkeys(("second_factor.forget_lonely_codes", "second_factor.require_not_last", "users.permissions_of"), _INSIDE),
    "sifting.handed": "numbers of what was handed to who asks: ranked.households narrows by them, and is tried",
    "duties.require_apart": "a check that verbs make after the door",
    "invitations.accept": "by the owner of the account, as whom the link has shown them",
    "invitations.address": "the link of a letter that invitations.send has let go out, made by the worker",
    "limits.require": "counts how often somebody does what the door has let them do",
    "second_factor.share": "of the demonstration: no page calls it",
    "users.held": "of the command line, to find what users.end is then asked for",
    # casework
    "targeted.sees_only_handed": "tells who asks about their own roles",
    "rolls.may_draw_up": "tells who asks about their own roles",
    "sight.within": "the door itself",
    "sight.place": "the door itself",
    "sight.require_somewhere": "the door itself",
    "sight.locked": "the door itself",
    "targets.note": "the line of the verb that calls it, after its door",
    "evidence.keep": "the file of the verb that calls it, after its door",
    "criteria.stored": "the row of the verb that calls it, after its door",
    "rolls.of_the_missed": "the list of the verb that calls it, after its door",
}

# Parts that came later declare their own, a module each.
for found in iter_modules(declared.__path__):
    part = import_module(f"{declared.__name__}.{found.name}")
    ADDRESSES |= part.ADDRESSES
    QUESTIONS |= part.QUESTIONS
    EXEMPT |= part.EXEMPT


def expected(rule: Rule, who: str, *, is_inside: bool) -> int:
    """The status. `who`: one of WHO. Inside: the role is held over an area with the household in it, which is handed over to those who need
    that; outside: over an area of another amphoe."""
    is_signed_in = who not in (SIGNED_OUT, OPERATOR.key)  # the command line has no way in by the pages
    if rule.where is Where.ANYONE:
        return rule.answer
    if rule.where is Where.AT_THE_DOOR:
        return SENT_ON if is_signed_in else rule.answer
    if not is_signed_in:
        return rule.stranger
    return told(rule, who, is_inside=is_inside)


def told(rule: Rule, who: str, *, is_inside: bool) -> int:
    """As `expected`, of one who has come in: what a question of the rooms answers."""
    if rule.where is Where.OWN:
        return NOT_THERE
    if rule.permission is None:
        return rule.answer
    role = ROLES.get(who)
    if role is None:
        return rule.refusal or NOT_THERE
    if _may(rule, role, is_inside):
        return rule.answer if is_inside else rule.outside or rule.answer
    return rule.refusal or _refusal(rule, role, is_inside)


def _may(rule: Rule, role: Role, is_inside: bool) -> bool:
    by_area, by_hand = rule.permission in role.permissions, rule.permission in role.handed
    by_area = by_area and (rule.also is None or rule.also in role.permissions)
    by_hand = by_hand and rule.also is None  # the second is held over an area, and what was handed is none
    by_area = by_area or rule.either in role.permissions
    match rule.where:
        case Where.SOMEWHERE | Where.REGISTRY:
            return by_area or by_hand
        case Where.AREA | Where.ACCOUNT:
            return is_inside and by_area
        case Where.AREA_OR_HANDED | Where.HOUSEHOLD:
            return is_inside and (by_area or by_hand)
        case _:
            return is_inside and by_area and DIGITS.get(role.key, PROVINCE) == PROVINCE


def _refusal(rule: Rule, role: Role, is_inside: bool) -> int:
    match rule.where:
        case Where.ACCOUNT:
            return NOT_YOURS if is_inside and P.USER_CREATE in role.permissions else NOT_THERE
        case Where.REGISTRY:
            return NOT_THERE
        case Where.HIDDEN:
            return NOT_THERE
        case Where.HOUSEHOLD:
            return NOT_YOURS if _may(replace(rule, permission=P.HOUSEHOLD_SEE, also=None), role, is_inside) else NOT_THERE
        case Where.AREA | Where.AREA_OR_HANDED:
            return NOT_YOURS if is_inside else NOT_THERE
        case _:
            return NOT_YOURS


def table() -> Iterator[tuple[str, str, int, int]]:
    """Route (method and name), role, status inside, status outside."""
    for name, rules in ADDRESSES.items():
        for method, rule in zip(("GET", "POST"), rules, strict=True):
            for who in WHO:
                yield f"{method} {name}", who, expected(rule, who, is_inside=True), expected(rule, who, is_inside=False)
    for name, rule in QUESTIONS.items():
        for who in WHO[1:]:
            yield f"ASK {name}", who, told(rule, who, is_inside=True), told(rule, who, is_inside=False)
