"""Institutions, persons and sites as registered, and what the law makes of them over time.

Everything here is derived from the journal and can be derived anew; only the journal is the truth.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from dingdian.journal.models import Entry, Region


class Institution(models.Model):
    """A designated institution; `data` is what only the office keeps of it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="registered_institutions")
    code = models.CharField("编码", max_length=30)
    name = models.CharField("名称", max_length=120)
    pinyin = models.CharField("拼音", max_length=400)
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
        )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person with one account whatever the number of sites."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="registered_people")
    code = models.CharField("编码", max_length=30)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=200)
    id_number = models.CharField("身份证件号码", max_length=30, blank=True)
    roles = models.JSONField("类别", default=list)
    data = models.JSONField(default=dict)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "人员"
        constraints = (models.UniqueConstraint(fields=("region", "code"), name="person_code"),)
        indexes = (
            models.Index(fields=("region", "pinyin", "id"), name="person_pinyin"),
            GinIndex(fields=("name",), opclasses=("gin_trgm_ops",), name="person_name"),
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
