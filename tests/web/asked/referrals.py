"""Referrals."""


def make(operator, case: int) -> object:
    return None


def addresses(made) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {}
