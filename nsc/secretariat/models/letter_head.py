"""The letter heads of the offices."""

from django.db import models

from nsc.access.models import User
from nsc.files.models import StoredFile


class LetterHead(models.Model):
    """Of the office of an area. What was printed under an older one stays as it was: issued papers are kept as bytes."""

    area_code = models.CharField(max_length=6, unique=True)  # province, amphoe or tambon
    office = models.CharField(max_length=400)  # its name, a line each
    address = models.CharField(max_length=200, default="")
    phone = models.CharField(max_length=60, default="")
    number = models.CharField(max_length=40, default="")  # with what the numbers of its letters begin
    emblem = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True)  # a PNG, until another takes its place
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"letter head {self.area_code}"
