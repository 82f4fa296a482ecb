"""我发起 in the order in which it is read; built beside the running office, without a lock on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("casework", "0005_who_opened")]
    operations = [
        AddIndexConcurrently(
            "task",
            models.Index(fields=["opener", "due", "id"], condition=Q(done__isnull=True), name="task_opened_by"),
        ),
        AddIndexConcurrently(
            "task",
            models.Index(fields=["person"], condition=Q(done__isnull=True) & ~Q(person=""), name="task_person"),
        ),
    ]
