"""Places by their official codes, what else they were called, and the local authorities that cut across them.

Other rooms keep an area as its code (text), never as a foreign key: a place is its code, and scope is a prefix of it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nsc.areas import codes


class Level(models.TextChoices):
    PROVINCE = codes.PROVINCE, _("จังหวัด")
    AMPHOE = codes.AMPHOE, _("อำเภอ")
    TAMBON = codes.TAMBON, _("ตำบล")
    VILLAGE = codes.VILLAGE, _("หมู่บ้าน")


class Area(models.Model):
    """One place of the reference data. `is_municipal`: a unit of จปฐ./TPMAP (600151), which no official list has."""

    code = models.CharField(max_length=8, primary_key=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    parent_code = models.CharField(max_length=6, blank=True, db_index=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=40, blank=True)  # several, with spaces, where the post divides a place
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    population = models.PositiveIntegerField(null=True)
    houses = models.PositiveIntegerField(null=True)
    population_on = models.DateField(null=True)
    is_municipal = models.BooleanField(default=False)
    source = models.CharField(max_length=40)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="area_population_has_its_date",
                condition=Q(population__isnull=True, population_on__isnull=True) | Q(population__isnull=False, population_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_th}"


class Alias(models.Model):
    """What a place was once, or is elsewhere, called: an abolished code and its successor, or another spelling of a name."""

    class Kind(models.TextChoices):
        CODE = "code", _("รหัสเดิม")
        SPELLING = "spelling", _("ชื่อที่สะกดต่าง")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    written = models.CharField(max_length=120)
    code = models.CharField(max_length=8)
    # Known for few: the register says that a code was abolished, seldom when.
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ["kind", "written"]
        constraints = [models.UniqueConstraint(fields=["kind", "written", "code"], name="alias_said_once")]

    def __str__(self) -> str:
        return f"{self.written} → {self.code}"


class LocalAuthority(models.Model):
    """องค์กรปกครองส่วนท้องถิ่น (อปท.). `key` is its name in the one spelling that names are compared by."""

    class Kind(models.TextChoices):
        CITY = "city", _("เทศบาลนคร")
        TOWN = "town", _("เทศบาลเมือง")
        SUBDISTRICT = "subdistrict", _("เทศบาลตำบล")
        TAMBON = "tambon", _("องค์การบริหารส่วนตำบล")
        PROVINCE = "province", _("องค์การบริหารส่วนจังหวัด")
        PATTAYA = "pattaya", _("เมืองพัทยา")
        BANGKOK = "bangkok", _("กรุงเทพมหานคร")
        OTHER = "other", _("อื่น ๆ")

    code = models.CharField(max_length=10, null=True, unique=True)  # noqa: DJ001 - many have none, and '' would not be unique
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AuthorityArea(models.Model):
    """A village or community (8 digits), or a municipal unit with all its communities (6 digits), belongs to one authority.

    Where a boundary runs through a village, the household says its own authority (registry), and that goes first.
    """

    authority = models.ForeignKey(LocalAuthority, models.CASCADE, related_name="areas")
    area_code = models.CharField(max_length=8, unique=True)

    class Meta:
        ordering = ["area_code"]

    def __str__(self) -> str:
        return f"{self.area_code} → {self.authority_id}"


class Edition(models.Model):
    """Which edition of a province's reference data the tables hold; `digest` is made from the files themselves."""

    province = models.CharField(max_length=2, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.province} {self.digest[:12]}"
