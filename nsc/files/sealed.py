"""A column of sealed values. It says itself what it was sealed for, so that a rotation of the keys finds it and opens it (access.seals)."""

from typing import Any

from django.db import models


class SealedField(models.BinaryField):
    """A sealed value. `purpose`: what it was sealed for, or the name of the field beside it that says so in each row."""

    def __init__(self, *args: Any, purpose: str = "", purpose_of: str = "", **options: Any) -> None:
        self.purpose, self.purpose_of = purpose, purpose_of
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To the database it is bytes."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.BinaryField", list(args), options
