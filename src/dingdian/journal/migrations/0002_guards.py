"""What the database itself refuses: changing or deleting what the journal holds."""

from django.db import migrations

GUARD = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_subject_append_only BEFORE UPDATE OR DELETE ON journal_subject
    FOR EACH ROW EXECUTE FUNCTION journal_append_only();
"""

UNGUARD = """
DROP TRIGGER journal_entry_append_only ON journal_entry;
DROP TRIGGER journal_subject_append_only ON journal_subject;
DROP FUNCTION journal_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
