"""What the database itself refuses: changing, deleting or emptying papers and what was done with them."""

from django.db import migrations

TABLES = ("papers_paper", "papers_delivery", "papers_withdrawal", "papers_reprint")

GUARD = """
CREATE FUNCTION papers_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'papers are never changed: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION papers_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION papers_append_only();
"""
    for table in TABLES
)

UNGUARD = (
    "".join(
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};\n"
        for table in TABLES
    )
    + "DROP FUNCTION papers_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
