"""ตำบลนาขอม, the tambon that began: made up by the verbs a team would use, one part after the other. Made again, nothing is doubled."""

from datetime import datetime

from nsc.ops.demonstration import (
    nakhom_blueprint,
    nakhom_company,
    nakhom_events,
    nakhom_opinion,
    nakhom_partners,
    nakhom_products,
    nakhom_profile,
)
from nsc.tambon import initiatives

TAMBON = "600907"


def play(team, at: datetime) -> None:
    initiatives.begin(by=team, at=at, area=TAMBON)
    nakhom_profile.play(team, at)
    nakhom_partners.play(team, at, TAMBON)
    nakhom_blueprint.play(team, at)
    nakhom_products.play(team, at)
    nakhom_company.play(team, at)
    nakhom_opinion.play(team, at)
    nakhom_events.play(team, at)
