"""Applications for rights, from the asking to the account; and whose an account is."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_preferences"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("open", "开通账号"), ("change", "变更角色或单位"), ("withdraw", "取消权限")],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("username", models.CharField(max_length=150, verbose_name="用户名")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("holder", models.CharField(blank=True, max_length=40, verbose_name="使用人编号")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clerk", "经办"),
                            ("reviewer", "复核"),
                            ("head", "负责人"),
                            ("supervisor", "督办"),
                            ("official", "行政部门"),
                            ("institution", "机构医保办"),
                            ("person", "本人"),
                            ("partner", "协同部门"),
                            ("auditor", "审计"),
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("audit_admin", "审计管理员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                ("person", models.CharField(blank=True, max_length=30, verbose_name="人员编码")),
                ("reason", models.TextField(verbose_name="理由")),
                ("applied_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="申请时间")),
                ("approved", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.TextField(blank=True, verbose_name="审批意见")),
                ("configured", models.BooleanField(blank=True, null=True)),
                ("configured_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, verbose_name="不予配置的原因")),
            ],
            options={
                "verbose_name": "权限申请",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="holder",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="使用人编号"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("holder", ""), _negated=True), fields=["holder"], name="user_holder"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("person", ""), _negated=True), fields=["person"], name="user_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("role", "person"), _negated=True), ("holder", ""), _connector="OR"),
                name="user_person_is_holder",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to=settings.AUTH_USER_MODEL,
                verbose_name="账号",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="applicant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请人",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="approver",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="configurer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="accounts.organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["account", "configured_at"], name="application_of"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approver", models.F("applicant")), _negated=True),
                    models.Q(("configurer", models.F("applicant")), _negated=True),
                    models.Q(("configurer", models.F("approver")), _negated=True),
                ),
                name="application_three_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approver", models.F("account")), _negated=True),
                    models.Q(("configurer", models.F("account")), _negated=True),
                ),
                name="application_not_by_who_is_concerned",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved__isnull", True),
                        ("approver__isnull", True),
                        ("decided_at__isnull", True),
                        ("remark", ""),
                    ),
                    models.Q(("approved__isnull", False), ("approver__isnull", False), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="application_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", False), _negated=True),
                    models.Q(("remark", ""), _negated=True),
                    _connector="OR",
                ),
                name="application_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("configured__isnull", True),
                        ("configured_at__isnull", True),
                        ("configurer__isnull", True),
                        ("note", ""),
                    ),
                    models.Q(
                        ("configured__isnull", False),
                        ("configured_at__isnull", False),
                        ("configurer__isnull", False),
                        ("approved", True),
                        ("approved__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="application_configured_when_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("configured", False), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="application_returned_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("kind", "open"), _negated=True), ("account__isnull", False)),
                    models.Q(
                        ("account__isnull", False),
                        ("configured", True),
                        ("configured__isnull", False),
                        ("kind", "open"),
                    ),
                    models.Q(
                        ("account__isnull", True),
                        ("kind", "open"),
                        models.Q(("configured", False), ("configured__isnull", True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="application_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("holder", ""),
                        ("organisation__isnull", True),
                        ("role", "person"),
                        models.Q(("person", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("role", "person"), _negated=True), ("organisation__isnull", False), ("person", "")
                    ),
                    _connector="OR",
                ),
                name="application_person_or_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("username", ""), _negated=True)),
                name="application_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("system_admin", "security_admin", "audit_admin")), _negated=True),
                name="application_of_no_administrator",
            ),
        ),
    ]
