"""Signs handed out and collected; purchases, uploads and prescriptions put on record."""

from __future__ import annotations

from dingdian.law.processes.guards import institutions_declared as g
from dingdian.law.processes.institutions.cases import AGENCY, INSTITUTION, SYSTEM, by_opening, by_place
from dingdian.law.processes.model import NEW, Process, Step, by_state

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

PURCHASES = Process(
    "purchases",
    "药品耗材采购价量",
    {NEW: "无", "reported": "已申报", "ordered": "平台有订单，待申报", "compared": "已与平台核对"},
    frozenset({"compared"}),
    (
        Step("purchase.report", "申报采购价量", (NEW, "reported", "ordered", "compared"),
             by_state({"ordered": "compared", "compared": "compared"}, "reported"), (INSTITUTION,),
             (g.rows_once,), (g.differs_from_orders,)),
        Step("purchase.orders", "登记平台订单", (NEW, "reported", "ordered", "compared"),
             by_state({"reported": "compared", "compared": "compared"}, "ordered"), (AGENCY, SYSTEM),
             (g.rows_once,), (g.differs_from_orders,)),
    ),
    lambda act: (act.institution, act.period),
    institutional=True,
)  # fmt: skip

UPLOADS = Process(
    "uploads",
    "数据上传",
    {NEW: "未记录", "recorded": "已记录"},
    frozenset(),
    (Step("upload.record", "登记上传情况", (NEW, "recorded"), "recorded", (AGENCY, SYSTEM), (g.days_once,)),),
    by_place,
    institutional=True,
)

PRESCRIPTION = Process(
    "prescription",
    "外配处方",
    {NEW: "无", "filled": "已配药"},
    frozenset({"filled"}),
    (Step("prescription.fill", "登记外配处方", (NEW,), "filled", (INSTITUTION,), (g.place_may_sell,)),),
    lambda act: (act.prescription,),
    institutional=True,
)

PROCESSES = (SIGN, PURCHASES, UPLOADS, PRESCRIPTION)
