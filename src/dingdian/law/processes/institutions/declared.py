"""Signs handed out and collected."""

from __future__ import annotations

from dingdian.law.processes.guards import institutions_declared as g
from dingdian.law.processes.institutions.cases import AGENCY, by_opening
from dingdian.law.processes.model import NEW, Process, Step

SIGN = Process(
    "sign",
    "定点标识牌",
    {NEW: "未发放", "issued": "悬挂中", "returned": "已收回"},
    frozenset({"returned"}),
    (
        Step("sign.issue", "发放定点标识牌", (NEW,), "issued", (AGENCY,), (g.sign_of_designated,)),
        Step("sign.return", "收回定点标识牌", ("issued",), "returned", (AGENCY,)),
    ),
    by_opening,
    institutional=True,
)

PROCESSES = (SIGN,)
