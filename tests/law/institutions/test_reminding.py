"""A reminder to sign asks to read what was not read yet, and is over with the reading or the signature."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from dingdian.calendars import load_calendar
from dingdian.law.acts import AnyAct
from dingdian.law.processes.admit import admit
from dingdian.law.register import Register
from dingdian.law.setting import Setting
from dingdian.regimes import bound

ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)
READ = {"act": "agreement.confirm_reading", "actor": "institution:乙"}
REMIND = {"act": "agreement.remind"}
SIGN = {"act": "agreement.sign", "id": "p", "start_on": "2026-11-28", "end_on": "2027-09-23", "topics": [],
        "channel": "offline", "term_reason": "没有印章", "text_hash": "0" * 64, "signed_by": ["甲", "乙"],
        "reading_confirmed": True, "agreement": "a-H1"}  # fmt: skip


def reading(*acts: dict[str, Any]) -> str | None:
    """The state of the reading after these acts."""
    agreed = {"id": "a-H1", "institution": "H1", "start_on": "2025-01-01", "end_on": "2025-12-31"}
    place = {
        "code": "H1",
        "sector": "medical_institution",
        "institution_type": "general_hospital",
        "ownership": "public",
    }
    setting = Setting.model_validate({"agreements": [agreed], "institutions": [place]})
    register = Register(bound("", "zizhiqu-2025", {}), load_calendar(), setting)
    for act in acts:
        made = ACT.validate_python({"on": "2026-11-27", "actor": "agency:甲", "institution": "H1"} | act)
        assert not admit(register, made).objections, act
    return register.states.get(("reading", ("H1",)))


def test_a_reminder_is_over_with_the_reading_or_the_signature() -> None:
    assert reading(REMIND) == "reminded"
    assert reading(REMIND, READ) == "confirmed" == reading(REMIND, READ, REMIND), "read is read"
    assert reading(REMIND, SIGN) == "confirmed"
    assert reading(READ, SIGN, REMIND) == "reminded", "another text is to be read anew"
