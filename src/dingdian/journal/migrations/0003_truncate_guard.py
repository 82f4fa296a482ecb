"""Emptying the journal is refused as well."""

from django.db import migrations

GUARD = """
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_subject_no_truncate BEFORE TRUNCATE ON journal_subject
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""

UNGUARD = """
DROP TRIGGER journal_entry_no_truncate ON journal_entry;
DROP TRIGGER journal_subject_no_truncate ON journal_subject;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_guards")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
