"""People in the order of lists, found by the start of name or pinyin; built beside the running office, without a lock."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Collate


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0004_person_order")]
    operations = [
        AddIndexConcurrently(
            "person", models.Index(Collate("pinyin", "C"), F("id"), F("initials"), name="person_spelled")
        ),
        AddIndexConcurrently("person", models.Index(Collate("name", "C"), F("id"), name="person_named")),
        AddIndexConcurrently(
            "person", models.Index(fields=["id_number"], condition=~Q(id_number=""), name="person_by_id_number")
        ),
        RemoveIndexConcurrently("person", "person_id_number"),
        RemoveIndexConcurrently("person", "person_pinyin"),
        RemoveIndexConcurrently("person", "person_order"),
        RemoveIndexConcurrently("person", "person_by_name"),
        RemoveIndexConcurrently("person", "person_initials"),
        RemoveIndexConcurrently("person", "person_spelling"),
    ]
