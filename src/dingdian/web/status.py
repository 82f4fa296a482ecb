"""The one way of showing a status: sign, word and colour together, never a colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from dingdian.law.institutions.standing import LABELS
from dingdian.law.values import Status


@dataclass(frozen=True)
class Sign:
    """What stands for a status on every page."""

    sign: str
    word: str
    tone: str


_PERSONS = {
    Status.NORMAL: Sign("●", "正常", "good"),
    Status.SUSPENDED: Sign("◐", "暂停", "warn"),
    Status.TERMINATED: Sign("■", "终止", "bad"),
    Status.NOT_OBTAINED: Sign("○", "未取得", "none"),
}
_DESIGNATIONS = {
    "in_force": ("●", "good"), "settlement_hold": ("◐", "warn"), "suspended": ("◐", "warn"), "deferred": ("◐", "warn"),
    "ended": ("○", "none"), "terminated": ("■", "bad"), "not_designated": ("○", "none"),
}  # fmt: skip
_WORDS = dict[str, str](LABELS.items())
_PROPOSALS = {
    "draft": Sign("○", "草拟", "none"),
    "submitted": Sign("◐", "待审核", "warn"),
    "approved": Sign("●", "已审核", "good"),
    "rejected": Sign("■", "退回", "bad"),
    "recorded": Sign("●", "已办理", "good"),
    "withdrawn": Sign("○", "撤回", "none"),
}
_CLAIMS = {
    "pay": Sign("●", "结算", "good"),
    "deny": Sign("■", "不予结算", "bad"),
    "hold": Sign("◐", "暂缓结算", "warn"),
    "manual_review": Sign("▲", "人工复核", "warn"),
}
_IMPORTS = {
    "waiting": Sign("○", "排队", "none"),
    "running": Sign("◐", "进行中", "open"),
    "done": Sign("●", "已导入", "good"),
    "refused": Sign("■", "有错，没有导入", "bad"),
    "failed": Sign("■", "没有办成", "bad"),
}


_DOWNLOADS = {
    "waiting": Sign("○", "排队", "none"),
    "running": Sign("◐", "正在写", "open"),
    "done": Sign("●", "可以下载", "good"),
    "failed": Sign("■", "没有写成", "bad"),
    "gone": Sign("○", "已删除", "none"),
}


def of_download(state: str) -> Sign:
    """The sign of an export's state."""
    return _DOWNLOADS[state]


def of_import(state: str) -> Sign:
    """The sign of an import's state."""
    return _IMPORTS[state]


def of_person(status: Status | str) -> Sign:
    """The sign of a payment qualification's status."""
    return _PERSONS[Status(status)]


def of_institution(status: str) -> Sign:
    """The sign of how an institution stands."""
    sign, tone = _DESIGNATIONS[status]
    return Sign(sign, _WORDS[status], tone)


def of_proposal(state: str) -> Sign:
    """The sign of a proposal's state."""
    return _PROPOSALS[state]


def of_claim(outcome: str) -> Sign:
    """The sign of what becomes of a claim line."""
    return _CLAIMS[outcome]


def of_case(word: str, *, closed: bool) -> Sign:
    """The sign of a case's state, whatever the process."""
    return Sign("●", word, "good") if closed else Sign("◐", word, "open")
