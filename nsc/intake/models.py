"""What arrives, on its way to the answers: uploads, and how workbooks that are not plain are read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nsc.files.sealed import SealedField
from nsc.intake import steps


class Profile(models.Model):
    """One version of a saved mapping. `rules` is the text of mapping.Profile; an older version stays for the uploads read by it."""

    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)  # mapping.SURVEY, LIST or HELP
    rules = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # replaced by a newer version, or deleted

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="profile_version_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at__isnull=True), name="profile_name_once"),
            models.CheckConstraint(name="profile_kind_known", condition=Q(kind__in=["survey", "list", "help"])),
        ]


class Upload(models.Model):
    """A file on its way. Its summary is what the last check found; the findings themselves quote cells, so they lie encrypted in a file."""

    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(state, name) for state, name in steps.NAMES.items()], default=steps.RECEIVED)
    year = models.PositiveSmallIntegerField(null=True)  # CE
    is_year_proposed = models.BooleanField(default=False)  # by the dates in the file, not by a person
    set_code = models.CharField(max_length=20, default="")  # asked for; "": the set of the year
    kind = models.CharField(max_length=10, default="survey")
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    mapping = models.TextField(default="")  # mapping.Profile it is read by; "": the plain layout
    fingerprint = models.CharField(max_length=64, default="")
    job = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+")  # the last, of checking or importing
    mark_job = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+")

    proposal = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")
    findings = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")
    marked = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")

    checked_at = models.DateTimeField(null=True)
    set_used = models.CharField(max_length=20, default="")
    household_rows = models.PositiveIntegerField(null=True)  # rows in the file; null: it has no such part
    member_rows = models.PositiveIntegerField(null=True)
    households_new = models.PositiveIntegerField(default=0)
    households_changed = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)  # to be stored
    unchanged = models.PositiveIntegerField(default=0)  # rows
    left_out = models.PositiveIntegerField(default=0)  # rows
    wrong = models.PositiveIntegerField(default=0)  # cells
    cautions = models.PositiveIntegerField(default=0)  # cells
    villages = models.PositiveIntegerField(default=0)
    tambons = models.PositiveIntegerField(default=0)
    poor_before = models.PositiveIntegerField(null=True)  # poor households of that year
    poor_after = models.PositiveIntegerField(null=True)

    # Of a list of help: whose it is, by which road it comes, and how many of its rows …
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=10, default="")  # agency or logbook; "": no list of help
    matched_id = models.PositiveIntegerField(default=0)  # … were matched by national id, house code, name and house
    matched_house = models.PositiveIntegerField(default=0)
    matched_name = models.PositiveIntegerField(default=0)
    nobody = models.PositiveIntegerField(default=0)  # … found nobody
    doubtful = models.PositiveIntegerField(default=0)  # … found several, or one of whom it says otherwise
    repeated = models.PositiveIntegerField(default=0)  # … are recorded already
    double = models.PositiveIntegerField(default=0)  # … are help of the kind within its interval
    help_list = models.ForeignKey("welfare.HelpList", models.PROTECT, null=True, related_name="+")

    batch = models.OneToOneField("surveys.Batch", models.PROTECT, null=True, related_name="+")  # counts once the upload is done
    target_list = models.ForeignKey("surveys.TargetList", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="upload_state_known", condition=Q(state__in=steps.STATES)),
            models.CheckConstraint(name="upload_busy_has_job", condition=~Q(state__in=steps.BUSY) | Q(job__isnull=False)),
            models.CheckConstraint(
                name="upload_checked_before_import",
                condition=~Q(state__in=[steps.CHECKED, steps.IMPORTING, steps.DONE])
                | Q(checked_at__isnull=False) & (Q(year__isnull=False) | Q(kind="help")),
            ),
            models.CheckConstraint(
                name="upload_done_has_result",
                condition=~Q(state=steps.DONE) | Q(batch__isnull=False) | Q(target_list__isnull=False) | Q(help_list__isnull=False),
            ),
            models.CheckConstraint(
                name="upload_help_has_origin", condition=Q(kind="help", origin__in=["agency", "logbook"]) | ~Q(kind="help")
            ),
        ]


class Submission(models.Model):
    """Something that was finished on a phone and sent here, once. `sealed`: its payload, sealed anew with our own key; gone when stored.

    `after`: the one before it of that household or farmer; `instead_of`: the refused one that it mends. No foreign keys: they may come
    later.
    `waits_for`: what it waits for at the moment, a submission or a file. `because`: why it is not stored (message and values, as JSON).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("รอ")
        STORED = "stored", _("บันทึกแล้ว")
        REFUSED = "refused", _("รับไม่ได้")
        DROPPED = "dropped", _("วางไว้แล้ว")

    id = models.UUIDField(primary_key=True)  # made on the phone
    phone = models.ForeignKey("access.Phone", models.PROTECT, related_name="submissions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=30)
    form = models.PositiveSmallIntegerField()
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="submissions")
    farmer = models.ForeignKey("tambon.Farmer", models.PROTECT, null=True, related_name="+")  # where it is of one, and of no household
    made_key = models.UUIDField(null=True)  # of a household that no list knows: its name on the phone
    area_code = models.CharField(max_length=8, default="")  # "": nobody knows where
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    after = models.UUIDField(null=True)
    instead_of = models.UUIDField(null=True)
    key = models.PositiveSmallIntegerField()  # of the phone's letters: its files were sealed with the same
    sealed = SealedField(purpose="submission", null=True)
    done_at = models.DateTimeField()  # by the clock of the phone
    sent_at = models.DateTimeField()  # by the clock of the phone
    received_at = models.DateTimeField()
    corrected_at = models.DateTimeField()  # when it was done, by our clock
    said_on = models.DateField(null=True)  # the day as the phone had it, where it was corrected
    state = models.CharField(max_length=8, choices=State)
    waits_for = models.UUIDField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # that ended in an error of ours
    next_at = models.DateTimeField(null=True)  # when the clock tries again what waits
    because_sealed = SealedField(purpose="submission", null=True)
    clashes = models.PositiveSmallIntegerField(default=0)
    record = models.BigIntegerField(null=True)  # what the verb made: the number of the visit, of the need, …
    settled_at = models.DateTimeField(null=True)  # stored, or put aside
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)  # of the office

    class Meta:
        constraints = [
            models.CheckConstraint(name="submission_state_known", condition=Q(state__in=["waiting", "stored", "refused", "dropped"])),
            models.CheckConstraint(
                name="submission_kept_until_stored", condition=Q(state__in=["stored", "dropped"]) | Q(sealed__isnull=False)
            ),
            models.CheckConstraint(name="submission_stored_is_settled", condition=~Q(state="stored") | Q(settled_at__isnull=False)),
        ]
        indexes = [
            models.Index(name="submission_unsettled", fields=["state", "received_at"], condition=Q(state__in=["waiting", "refused"])),
            models.Index(name="submission_due", fields=["next_at"], condition=Q(state="waiting")),
            models.Index(name="submission_waits", fields=["waits_for"], condition=Q(waits_for__isnull=False)),
            models.Index(name="submission_instead", fields=["instead_of"], condition=Q(instead_of__isnull=False)),
            models.Index(name="submission_made", fields=["made_key"], condition=Q(made_key__isnull=False)),
            models.Index(name="submission_to_forget", fields=["settled_at"], condition=Q(state="dropped", sealed__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


class Parcel(models.Model):
    """A file of a phone that comes in pieces: a letter to our public key, as it was sealed there. Its bytes lie on the disk until used."""

    id = models.UUIDField(primary_key=True)  # made on the phone
    phone = models.ForeignKey("access.Phone", models.PROTECT, related_name="parcels", db_index=False)
    total = models.PositiveIntegerField()  # bytes
    have = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    whole_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # a stored submission has it; the bytes are gone
    swept_at = models.DateTimeField(null=True)  # nobody asked for it; the bytes are gone

    class Meta:
        constraints = [
            models.CheckConstraint(name="parcel_no_more_than_whole", condition=Q(have__lte=models.F("total"))),
            models.CheckConstraint(name="parcel_whole_when_all_is_there", condition=Q(whole_at__isnull=True) | Q(have=models.F("total"))),
        ]
        indexes = [models.Index(name="parcel_on_disk", fields=["touched_at"], condition=Q(used_at__isnull=True, swept_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.id)
