"""An open task keeps who opened its case, so that 我发起 is found by an index."""

from django.db import migrations, models

_FILL = """
UPDATE casework_task t SET opener = e.actor
FROM casework_case c JOIN journal_entry e ON e.id = c.opened_id
WHERE c.id = t.case_id AND t.done_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_queues"), ("journal", "0001_initial")]
    operations = [
        migrations.AddField("task", "opener", models.CharField(blank=True, default="", max_length=150), False),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
