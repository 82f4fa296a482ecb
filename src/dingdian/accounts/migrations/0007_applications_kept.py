"""What the database itself refuses: changing what an application says once it is said, and taking applications away.

A step fills in columns that were empty; columns that hold something stay as they are. An account may be named once,
where an application to open one is configured.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION accounts_application_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb; now_is jsonb; column_name text;
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'applications are kept: % refused', TG_OP USING ERRCODE = '42501';
    END IF;
    was := to_jsonb(OLD); now_is := to_jsonb(NEW);
    FOR column_name IN SELECT jsonb_object_keys(was) LOOP
        IF was -> column_name IS DISTINCT FROM now_is -> column_name
            AND NOT (column_name IN ('approver_id', 'approved', 'decided_at', 'remark') AND OLD.approver_id IS NULL)
            AND NOT (column_name IN ('configurer_id', 'configured', 'configured_at', 'note', 'account_id')
                     AND OLD.configurer_id IS NULL
                     AND (column_name <> 'account_id' OR OLD.account_id IS NULL)) THEN
            RAISE EXCEPTION 'applications are kept: % is written once', column_name USING ERRCODE = '42501';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_application_kept BEFORE UPDATE OR DELETE ON accounts_application
    FOR EACH ROW EXECUTE FUNCTION accounts_application_kept();
CREATE TRIGGER accounts_application_no_truncate BEFORE TRUNCATE ON accounts_application
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_application_kept();
"""

UNGUARD = """
DROP TRIGGER accounts_application_kept ON accounts_application;
DROP TRIGGER accounts_application_no_truncate ON accounts_application;
DROP FUNCTION accounts_application_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_applications")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
