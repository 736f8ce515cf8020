"""Documents issued, kept as they were."""

from django.db import models

from nsc.access.models import User
from nsc.files.models import StoredFile


class Issued(models.Model):
    """One paper as it left: the row stays when the file's time is over, with the hash by which a copy elsewhere is known again."""

    kind = models.CharField(max_length=60)  # the name of a document_kinds.Kind
    area_code = models.CharField(max_length=10)
    month = models.DateField(null=True)  # its first day
    year = models.SmallIntegerField(null=True)  # of the survey, Christian
    fiscal_year = models.SmallIntegerField(null=True)  # of the casework, Christian
    number = models.BigIntegerField(null=True)  # of the one household, letter or meeting
    with_names = models.BooleanField(default=False)  # as it was asked for
    table_rows = models.CharField(max_length=40, default="")  # of a table by two dimensions
    table_columns = models.CharField(max_length=40, default="")
    form = models.CharField(max_length=8)
    thai_digits = models.BooleanField(default=True)
    has_names = models.BooleanField(default=False)  # people can be told from it
    snapshot = models.BigIntegerField(null=True)  # the certified figures it quotes
    compared = models.BigIntegerField(null=True)  # and those with which it compares them
    as_of = models.DateTimeField(null=True)  # of one made anew: when the first of it was issued
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT)  # with its hash and size
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    job = models.BigIntegerField(null=True, unique=True)  # the work that made it: started again, it makes no second one

    class Meta:
        indexes = [models.Index(name="issued_of_area", fields=["area_code", "-at"]), models.Index(name="issued_lately", fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def pins(self) -> dict[str, object]:
        """What has to be asked for (document_kinds.Asked) besides, so that the same paper comes out again."""
        return {"snapshot": self.snapshot, "compared": self.compared, "as_of": self.as_of or self.at}
