"""People of any region in the order of lists; built beside the running office, without a lock on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0003_lean_indexes")]
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["pinyin", "id"], name="person_order")),
    ]
