"""What surrounds every page."""


def make(operator, case: int) -> object:
    return None


def addresses(made) -> dict[str, dict[str, object]]:
    return {"guide-page": {"name": "cases"}}


QUESTIONS: dict[str, object] = {}
