"""A tambon's profile, goals, register and team: what each answers to whom."""

from nsc.access.answers import NEVER, NOTHING, SENT_ON, P, Rule, W

READS, WRITES = Rule(W.AREA, P.TAMBON_SEE), Rule(W.AREA, P.TAMBON_WRITE)
FORM = (WRITES, WRITES)
DONE = Rule(W.AREA, P.TAMBON_WRITE, NOTHING)
ACT = (NEVER, Rule(W.AREA, P.TAMBON_WRITE, SENT_ON))
PAGE = (READS, NEVER)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    **dict.fromkeys(("tambon-profile", "tambon-profile-year", "tambon-profile-photograph", "tambon-profile-thumbnail"), PAGE),
    **dict.fromkeys(("tambon-goals", "tambon-register", "tambon-team", "tambon-meetings", "tambon-meetings-one"), PAGE),
    **dict.fromkeys(("tambon-profile-value", "tambon-profile-photograph-add", "tambon-goals-agree", "tambon-goals-measure"), FORM),
    **dict.fromkeys(("tambon-goals-end", "tambon-register-add", "tambon-register-change", "tambon-team-join"), FORM),
    **dict.fromkeys(("tambon-team-training", "tambon-team-leave", "tambon-meetings-hold"), FORM),
    **dict.fromkeys(("tambon-meetings-task", "tambon-meetings-change"), FORM),
    **dict.fromkeys(("tambon-profile-finding", "tambon-profile-finding-end", "tambon-profile-photograph-remove"), ACT),
    "tambon-team-successor": (WRITES, Rule(W.AREA, P.TAMBON_WRITE, SENT_ON)),  # nobody yet is an answer, too
    **dict.fromkeys(("tambon-profile-close", "tambon-meetings-task-done"), ACT),
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("indicator_values.of", "findings.of", "landscape.of", "landscape.pieces", "goals.progress"), READS),
    **dict.fromkeys(("profile_years.closed", "profile_years.opened", "undertakings.of", "undertakings.find"), READS),
    **dict.fromkeys(("teammates.of", "teammates.holes", "team_meetings.of", "team_meetings.find", "team_meetings.tasks"), READS),
    **dict.fromkeys(("indicator_values.give", "findings.write", "landscape.add"), WRITES),
    **dict.fromkeys(("profile_years.close", "undertakings.register", "undertakings.amend"), WRITES),
    **dict.fromkeys(("teammates.accounts", "teammates.join", "teammates.train"), WRITES),
    **dict.fromkeys(("team_meetings.hold", "team_meetings.assign"), WRITES),
    **dict.fromkeys(("findings.end", "landscape.remove", "goals.measure", "teammates.leave", "teammates.hand_on"), DONE),
    **dict.fromkeys(("team_meetings.amend", "team_meetings.finish"), DONE),
    "tambon_profile.of": READS,
    "tambon_profile.close": WRITES,
}
EXEMPT: dict[str, str] = {
    "teammates.held": "for the verbs of its own room, each of which is declared",
}
