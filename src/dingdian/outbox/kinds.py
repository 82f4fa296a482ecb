"""The kinds of message there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`legal`: a delivery in law, which nobody can switch off. `posted`: whoever writes it has put it on the site.

    `sms`: also sent as a text message.
    """

    title: str
    legal: bool = False
    posted: bool = True
    sms: bool = False


DELIVERED, INFORMED, NOT_PASSED = "delivered", "informed", "not_passed"
TO_SIGN, SIGNED, HANDED, DIGEST = "to_sign", "signed", "handed", "digest"

KINDS: Mapping[str, Kind] = {
    DELIVERED: Kind("处理通知送达机构", legal=True, posted=False, sms=True),
    INFORMED: Kind("处理通知告知本人", legal=True, posted=False, sms=True),
    NOT_PASSED: Kind("恢复评估未通过", legal=True, posted=False, sms=True),
    TO_SIGN: Kind("有事项待我审核"),
    SIGNED: Kind("我起草的事项已审核或被退回"),
    HANDED: Kind("事项转交给我"),
    DIGEST: Kind("每个工作日一次的提醒：将到期、已超期、新增"),
}
