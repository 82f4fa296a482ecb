"""What the database itself refuses: changing files and logs, reopening what was signed, deleting a session."""

from django.db import migrations

TABLES = ("signing_edition", "signing_event")

GUARD = """
CREATE FUNCTION signing_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed is never changed: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER signing_session_signed BEFORE UPDATE ON signing_session
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION signing_append_only();
CREATE TRIGGER signing_session_kept BEFORE DELETE ON signing_session
    FOR EACH ROW EXECUTE FUNCTION signing_append_only();
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION signing_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION signing_append_only();
"""
    for table in TABLES
)

UNGUARD = (
    "DROP TRIGGER signing_session_signed ON signing_session; DROP TRIGGER signing_session_kept ON signing_session;\n"
    + "".join(
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};\n"
        for table in TABLES
    )
    + "DROP FUNCTION signing_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
