"""What is to be done in the background, and how far it is."""

from datetime import timedelta

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = (State.DONE, State.FAILED, State.CANCELLED)


class Job(models.Model):
    kind = models.CharField(max_length=120)  # dotted path of a function
    arguments = models.JSONField(default=dict)  # ids and small values, never data about people
    by_user_id = models.BigIntegerField()  # a plain number: access stands above jobs
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)  # also the token of the worker that has it: an older one has lost it
    cancel_requested = models.BooleanField(default=False)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    unit = models.CharField(max_length=40, default="")
    message = models.TextField(default="")  # a Thai msgid; `values` fill its gaps after translation
    values = models.JSONField(default=dict)
    result = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="job_finished_when_over",
                condition=Q(state__in=OVER, finished_at__isnull=False) | (~Q(state__in=OVER) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_running_has_heart",
                condition=~Q(state="running") | Q(started_at__isnull=False, heartbeat_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="job_open", fields=["state", "id"], condition=Q(state__in=["queued", "running"])),
            models.Index(name="job_of_user", fields=["by_user_id", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def elapsed(self) -> timedelta | None:
        """As of the last sign of life, so that it stands still when the worker does."""
        end = self.finished_at or self.heartbeat_at
        return end - self.started_at if self.started_at and end else None

    @property
    def per_second(self) -> float | None:
        seconds = self.elapsed.total_seconds() if self.elapsed else 0
        return self.done / seconds if self.done and seconds > 0 else None
