"""Queues in the order in which they are read; built beside the running office, without a lock on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0003_lean_indexes")]
    operations = [
        AddIndexConcurrently(
            "task", models.Index(fields=["due", "id"], condition=Q(done__isnull=True), name="task_by_day")
        ),
        AddIndexConcurrently(
            "task", models.Index(fields=["doer", "due", "id"], condition=Q(done__isnull=False), name="task_done_by")
        ),
        RemoveIndexConcurrently("task", "task_doer"),
    ]
