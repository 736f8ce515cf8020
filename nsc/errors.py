"""What a room says when it will not do a thing. No Django here: faces translate."""


def _(message: str) -> str:
    """Marks a Thai message for the catalogue; the face that shows it translates it."""
    return message


class Refused(Exception):
    """The rules say no. `message` is a Thai msgid with {named} gaps, `values` fill them; a face translates first, then fills."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)


class NotAllowed(Exception):
    """This person may see the thing but not do this to it (403). What they may not even see is not found (404)."""
