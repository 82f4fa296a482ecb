"""Guards of changes of an institution's data: which are applied for, which are only told."""

from __future__ import annotations

from collections.abc import Iterator

from dingdian.law.explain import Objection
from dingdian.law.institutions import acts as i
from dingdian.law.register import Register


def is_major(r: Register, act: i.ChangeApply) -> Iterator[Objection]:
    """Only what the rules list is applied for; anything else is told in writing and takes effect at once."""
    listed = r.regime.rules.major_change_fields.value
    if listed is not None and act.field not in listed:
        yield Objection(f"{act.field} 不属须申请变更的信息", ("minor_change_limit",), remedy="书面告知即可")


def is_minor(r: Register, act: i.ChangeNotify) -> Iterator[Objection]:
    if act.field in (r.regime.rules.major_change_fields.value or ()):
        yield Objection(f"{act.field} 属须申请变更的信息", ("major_change_fields",), remedy="申请变更")
