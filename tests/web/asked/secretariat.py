"""What documents a person may make in our village."""


def make(operator, case: int) -> None:
    return None


def addresses(made: None) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {}
