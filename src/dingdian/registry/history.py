"""How a registration came to be what it is: its versions, who made each and when, and what each changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dingdian.journal import canonical
from dingdian.journal.models import Entry, Region, Subject
from dingdian.journal.slices import INSTITUTION, PERSON

LABELS = {
    "code": "编码", "name": "名称", "role": "人员类别", "sector": "类别", "institution_type": "机构类型",
    "ownership": "举办性质", "division": "区划代码", "uscc": "统一社会信用代码", "address": "地址",
    "legal_representative": "法定代表人", "id_number": "身份证号码", "sites": "备案地点", "papers": "证照",
    "departments": "科室", "institution": "机构", "department": "科室", "filed_on": "备案日期", "left_on": "离开日期",
    "kind": "种类", "number": "编号", "from": "起", "to": "止",
}  # fmt: skip
_NAMED_BY = {"sites": ("institution", "department"), "papers": ("kind", "number"), "departments": ("name",)}


@dataclass(frozen=True)
class Difference:
    """A field that a version changed; null before: it was not stated, null after: no longer."""

    field: str
    before: Any
    after: Any

    @property
    def label(self) -> str:
        """The field in an office's words: 证照 medical_institution_license PDY1 止."""
        return " ".join(LABELS.get(part, part) for part in self.field.split("/"))


@dataclass(frozen=True)
class Version:
    """One registration: its place in the journal, who wrote it and when, and what it changed."""

    seq: int
    recorded_on: date
    recorded_at: datetime
    actor: str
    role: str
    data: Mapping[str, Any]
    differences: tuple[Difference, ...]


def of_institution(region: Region, code: str) -> list[Version]:
    """The versions of an institution's registration, the first one first."""
    return _versions(region, INSTITUTION, Subject.Kind.AT, code)


def of_person(region: Region, code: str) -> list[Version]:
    """The versions of a person's registration, the first one first."""
    return _versions(region, PERSON, Subject.Kind.PERSON, code)


def _versions(region: Region, name: str, kind: str, code: str) -> list[Version]:
    about = Subject.objects.filter(region=region, kind=kind, code=code).values("entry")
    found: list[Version] = []
    before: dict[str, Any] = {}
    for entry in Entry.objects.filter(id__in=about, name=name, ref=code).order_by("seq"):
        body = canonical.parse(entry.body)
        fields = dict(_flat({**body["law"], **body["office"]}))
        differences = tuple(
            Difference(f, before.get(f), fields.get(f)) for f in [*fields, *(x for x in before if x not in fields)]
            if before.get(f) != fields.get(f)
        )  # fmt: skip
        found.append(
            Version(entry.seq, entry.recorded_on, entry.recorded_at, entry.actor, entry.role, body, differences)
        )
        before = fields
    return found


def _flat(data: Mapping[str, Any], start: str = "") -> Iterator[tuple[str, Any]]:
    """Each single value with the path to it; rows are named by what identifies them, not by their place."""
    for name, value in data.items():
        path = f"{start}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}/")
        elif name in _NAMED_BY and isinstance(value, list):
            for row in value:
                label = " ".join(str(row[k]) for k in _NAMED_BY[name] if row.get(k))
                yield f"{path}/{label}", "有"
                rest = {k: v for k, v in row.items() if k not in _NAMED_BY[name]}
                yield from _flat(rest, f"{path}/{label}/")
        else:
            yield path, value
