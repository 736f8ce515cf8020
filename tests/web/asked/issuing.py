"""Documents issued; who may make and read which: tests/secretariat/test_issuing.py."""


def make(operator, case: int) -> None:
    return None


def addresses(made: None) -> dict[str, dict[str, object]]:
    return {}


QUESTIONS: dict[str, object] = {}
