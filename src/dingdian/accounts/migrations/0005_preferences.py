"""What users choose for themselves; and who opened a file, found by whose file it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEX = "CREATE INDEX accounts_accesslog_subject ON accounts_accesslog (subject, id)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_tokens")]
    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "name"), name="preference_once")],
            },
        ),
        migrations.RunSQL(INDEX, "DROP INDEX accounts_accesslog_subject"),
    ]
