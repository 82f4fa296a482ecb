"""Institutions, persons and sites as registered, and what the law makes of them over time.

Everything here is derived from the journal and can be derived anew; only the journal is the truth.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate

from dingdian.journal.models import Entry, Region


class Institution(models.Model):
    """A designated institution; `data` is what only the office keeps of it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="registered_institutions", db_index=False)
    code = models.CharField("编码", max_length=30)
    name = models.CharField("名称", max_length=120)
    pinyin = models.CharField("拼音", max_length=400)
    initials = models.CharField("拼音首字母", max_length=120, default="")
    sector = models.CharField("类别", max_length=40)
    institution_type = models.CharField("机构类型", max_length=60, blank=True)
    ownership = models.CharField("所有制", max_length=40, blank=True)
    division = models.CharField("区划代码", max_length=6, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    data = models.JSONField(default=dict)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "定点医药机构"
        constraints = (models.UniqueConstraint(fields=("region", "code"), name="institution_code"),)
        indexes = (
            models.Index(fields=("division", "pinyin", "id"), name="institution_division"),
            GinIndex(fields=("name",), opclasses=("gin_trgm_ops",), name="institution_name"),
            models.Index(fields=("initials",), opclasses=("varchar_pattern_ops",), name="institution_initials"),
            models.Index(fields=("pinyin",), opclasses=("varchar_pattern_ops",), name="institution_spelling"),
            models.Index(fields=("pinyin", "id"), name="institution_order"),
            models.Index(fields=("code",), opclasses=("varchar_pattern_ops",), name="institution_by_code"),
        )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person with one account whatever the number of sites."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="registered_people", db_index=False)
    code = models.CharField("编码", max_length=30)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=200)
    initials = models.CharField("拼音首字母", max_length=60, default="")
    id_number = models.CharField("身份证件号码", max_length=30, blank=True)
    roles = models.JSONField("类别", default=list)
    data = models.JSONField(default=dict)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "人员"
        constraints = (models.UniqueConstraint(fields=("region", "code"), name="person_code"),)
        indexes = (
            # Collation C serves the start of a name in every database; initials are read beside.
            models.Index(Collate("pinyin", "C"), F("id"), F("initials"), name="person_spelled"),
            models.Index(Collate("name", "C"), F("id"), name="person_named"),
            GinIndex(fields=("name",), opclasses=("gin_trgm_ops",), name="person_name"),
            models.Index(fields=("code",), opclasses=("varchar_pattern_ops",), name="person_by_code"),
            models.Index(fields=("id_number",), condition=~Q(id_number=""), name="person_by_id_number"),
        )

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A filing of a person at an institution over a period; the same place is never filed twice at once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="sites")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="sites")
    department = models.CharField("科室", max_length=60, blank=True)
    period = DateRangeField("备案期间")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="site_no_overlap",
                expressions=(
                    ("person", RangeOperators.EQUAL),
                    ("institution", RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
        )


class Standing(models.Model):
    """A person's status at a site over a period, from the fold of the acts; at most one on any day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="standings")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="standings")
    status = models.CharField("状态", max_length=20)
    period = DateRangeField("期间")
    origins = models.JSONField(default=list)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="standing_no_overlap",
                expressions=(
                    ("person", RangeOperators.EQUAL),
                    ("institution", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
        )
        indexes = (models.Index(fields=("status", "person"), name="standing_status"),)


class YearPoints(models.Model):
    """What a person's account of a year stands at after the last act (year 0: a regime that carries points over)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("年度")
    total = models.PositiveSmallIntegerField("累计记分")
    raw = models.PositiveIntegerField("记分合计")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "year"), name="points_of_year"),)


class Agreement(models.Model):
    """A service agreement over the days it ran; two of one kind never run at once at an institution."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="agreements")
    ref = models.CharField("编号", max_length=120)
    kind = models.CharField("种类", max_length=60, blank=True)
    parent = models.CharField("所属协议", max_length=120, blank=True)
    area = models.CharField("地区", max_length=60, blank=True)
    period = DateRangeField("期间")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("institution", "ref"), name="agreement_ref"),
            ExclusionConstraint(
                name="agreement_no_overlap",
                expressions=(
                    ("institution", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("parent", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
        )


class Designation(models.Model):
    """How an institution stands over a period, from the fold of the acts; one on any day since its first agreement.

    `since`: the first day of that status, which may lie before the period; `first`, `last`: of the agreement behind it.
    `ground`, `nature`: of the termination, where it is one.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="designations", db_index=False)
    status = models.CharField("状态", max_length=20)
    since = models.DateField("状态自", null=True)
    first = models.DateField("协议起")
    last = models.DateField("协议止")
    address = models.CharField("注册地址", max_length=400, blank=True)
    tier = models.CharField("等级", max_length=40, blank=True)
    internet_plus = models.BooleanField("互联网+", default=False)
    ground = models.CharField("解除事由", max_length=60, blank=True)
    nature = models.CharField("解除性质", max_length=40, blank=True)
    period = DateRangeField("期间")

    class Meta:
        verbose_name = "定点状态"
        constraints = (
            ExclusionConstraint(
                name="designation_no_overlap",
                expressions=(("institution", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)),
            ),
        )
        indexes = (
            models.Index(fields=("institution",), name="designation_institution"),
            models.Index(fields=("status", "institution"), name="designation_status"),
        )

    def __str__(self) -> str:
        return self.status


class PersonalAgreement(models.Model):
    """An agreement of a person with the institution, over the days it ran there."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="agreements")
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="personal_agreements")
    period = DateRangeField("期间")

    class Meta:
        verbose_name = "医师服务协议"
        constraints = (
            models.UniqueConstraint(fields=("person", "institution", "period"), name="personal_agreement_once"),
        )


class InternalRules(models.Model):
    """A version of an institution's own rules over the days it counted; never two of a document on one day."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="internal_rules")
    document = models.CharField("制度", max_length=60)
    version = models.CharField("版本", max_length=120)
    text = models.TextField("全文")
    period = DateRangeField("执行期间")

    class Meta:
        verbose_name = "机构内部管理制度"
        constraints = (
            ExclusionConstraint(
                name="internal_rules_no_overlap",
                expressions=(
                    ("institution", RangeOperators.EQUAL),
                    ("document", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class GateRow(models.Model):
    """How lines of a person, or at an institution, fare over some days; what the gate's snapshot is made of.

    Of a person: everything, place by place (`*`: every place not named), but only where filings alone do not say it.
    Of an institution (`person` empty, or somebody restricted there): what stands in the way. See `bulk.rows`.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    person = models.CharField("人员编码", max_length=30, blank=True)
    place = models.CharField("机构编码", max_length=30)
    department = models.CharField("科室", max_length=60, blank=True)
    first = models.DateField("首日")
    last = models.DateField("末日", null=True)
    gravity = models.PositiveSmallIntegerField("轻重")
    ordinary = models.JSONField("普通费用")
    urgent = models.JSONField("急诊费用")
    causes = models.JSONField("处理", default=list)
    clauses = models.JSONField("条款", default=list)
    of_place = models.BooleanField("机构一侧")

    class Meta:
        verbose_name = "结算关口"
        indexes = (
            models.Index(fields=("region", "person"), name="gate_person"),
            models.Index(fields=("region", "place"), condition=Q(of_place=True), name="gate_place"),
        )


class Department(models.Model):
    """A department of an institution over the days it exists."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="departments")
    name = models.CharField("科室名称", max_length=60)
    first = models.DateField("设立日期", null=True)
    last = models.DateField("撤销日期", null=True)

    class Meta:
        verbose_name = "科室"
        constraints = (
            models.UniqueConstraint(fields=("institution", "name"), name="department_name"),
            models.CheckConstraint(
                name="department_days", condition=Q(first=None) | Q(last=None) | Q(last__gte=models.F("first"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class Paper(models.Model):
    """A paper that an institution or a person holds, over the days it is good for (null: with no end)."""

    institution = models.ForeignKey(Institution, models.CASCADE, null=True, related_name="papers")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="papers")
    kind = models.CharField("证照种类", max_length=60)
    number = models.CharField("证照编号", max_length=120)
    first = models.DateField("有效期起", null=True)
    last = models.DateField("有效期止", null=True)

    class Meta:
        verbose_name = "证照"
        constraints = (
            models.CheckConstraint(
                name="paper_one_holder",
                condition=Q(institution=None, person__isnull=False) | Q(institution__isnull=False, person=None),
            ),
            models.CheckConstraint(
                name="paper_days", condition=Q(first=None) | Q(last=None) | Q(last__gte=models.F("first"))
            ),
        )
        indexes = (models.Index(fields=("last",), name="paper_last"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class ImportJob(models.Model):
    """An upload that is checked and written in the background. `content` is kept until the job has ended."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "已导入"
        REFUSED = "refused", "有错，没有导入"
        FAILED = "failed", "没有办成"

    region = models.ForeignKey(Region, models.PROTECT, related_name="imports")
    kind = models.CharField("种类", max_length=20)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    good_rows = models.BooleanField("只导入没有错的行", default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.CharField("正在做", max_length=40, blank=True)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已做", default=0)
    written = models.PositiveIntegerField("写入", default=0)
    unchanged = models.PositiveIntegerField("与登记相同", default=0)
    left_out = models.PositiveIntegerField("留下未办", default=0)
    problem_count = models.PositiveIntegerField("错误数", default=0)
    problems = models.JSONField("错误", default=list)
    warnings = models.JSONField("提醒", default=list)
    error = models.TextField("原因", blank=True)
    content = models.BinaryField(null=True)
    result = models.BinaryField("待更正副本", null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "导入"
        constraints = (
            models.UniqueConstraint(
                fields=("region", "kind", "sha256", "good_rows", "user"),
                condition=Q(state__in=("waiting", "running")),
                name="import_once_at_a_time",
            ),
            models.CheckConstraint(
                name="import_ended_paired",
                condition=Q(state__in=("waiting", "running"), ended_at=None)
                | Q(state__in=("done", "refused", "failed"), ended_at__isnull=False, content=None),
            ),
        )
        indexes = (models.Index(fields=("user", "-id"), name="import_of_user"),)

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.done}/{self.total}"


class Month(models.Model):
    """A closed month of the public register; `end`: its last day, as of which it is told. Never altered."""

    end = models.DateField("截至", unique=True)
    rows = models.PositiveIntegerField("变动数")
    closed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "公开目录的月份"

    def __str__(self) -> str:
        return f"{self.end:%Y-%m}"


class MonthRow(models.Model):
    """What became of an entry of the public register in a month: the entry as it then stood; null: it is gone."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="changes", db_index=False)
    region = models.CharField("统筹区", max_length=60)
    code = models.CharField("机构编码", max_length=30)
    row = models.JSONField(null=True)

    class Meta:
        verbose_name = "公开目录的变动"
        constraints = (models.UniqueConstraint(fields=("month", "region", "code"), name="month_row_once"),)
        indexes = (models.Index(fields=("region", "code", "-month"), name="month_row_latest"),)

    def __str__(self) -> str:
        return self.code


class DataFile(models.Model):
    """A file of the public register as everybody may take it, packed (gzip); `sha256`, `size`: of what is packed."""

    name = models.CharField("文件名", max_length=60, unique=True)
    day = models.DateField("截至")
    rows = models.PositiveIntegerField("行数")
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    packed = models.BinaryField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "公开数据文件"

    def __str__(self) -> str:
        return self.name
