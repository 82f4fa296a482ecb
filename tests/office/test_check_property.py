"""What a workbook says of an institution is what a dossier with the same facts says, however the facts are mixed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dingdian.dossier import parse_dossier, replay
from dingdian.law.institutions.view import institution_view
from dingdian.located import read_yaml
from dingdian.office.institutions import check_workbook
from dingdian.office.institutions import titles as t
from dingdian.regimes import load
from tests.office import checks as c

CODE = {c.CITY: c.hospital(1), c.REGION: c.pharmacy(1)}
Piece = tuple[dict[str, Any], dict[str, list[dict[str, Any]]], dict[str, Any], list[dict[str, Any]]]


def own(**row: Any) -> dict[str, Any]:
    return {"机构代码": "", **row}


def piece(
    row: dict[str, Any] | None = None,
    sheets: dict[str, list[dict[str, Any]]] | None = None,
    facts: dict[str, Any] | None = None,
    acts: list[dict[str, Any]] | None = None,
) -> Piece:
    """The same thing twice: columns of 机构 and rows of other sheets; facts and acts of a dossier."""
    return row or {}, sheets or {}, facts or {}, acts or []


def fact(**facts: Any) -> dict[str, Any]:
    return {"act": "fact.record", **facts}


# Written out by hand, not derived from the tables of the workbook.
CITY: list[Piece] = [
    piece({"正式运营日期": c.d("2024-07-01")}, facts={"operating_since": "2024-07-01"}),
    piece({"核定床位": 120, "设医保部门": "否"}, facts={"beds_approved": 120, "insurance_department_exists": False}),
    piece({"管理制度": "医保管理；财务"}, facts={"policies": ["insurance_management", "finance"]}),
    piece({"主要执业范围": "种植牙"}, facts={"main_practice_scope": "dental_implant"}),
    piece({"全员上传": "否"}, facts={"all_patient_upload_capable": False}),
    piece({"主要负责人代码": "P1", "医保工作负责人代码": "P2"},
          facts={"principal_person_id": "P1", "insurance_work_leader_person_id": "P2"}),
    piece(sheets={t.LICENCES: [own(证照种类="医疗机构执业许可证", 发证日期=c.d("2020-01-02"), 有效期至=c.d("2024-08-01"))]},
          facts={"licences": [{"kind": "medical_institution_license", "issued_on": "2020-01-02",
                               "valid_until": "2024-08-01"}]}),
    piece(sheets={t.STAFF: [own(人员代码="D1", 人员种类="医师", 证书种类="医师执业证书", 第一注册地="H99")]},
          facts={"staff": [{"person_ref": "D1", "staff_kind": "physician",
                            "certificate_type": "physician_practice_certificate",
                            "first_registration_institution_id": "H99"}]}),
    piece(sheets={t.DUTIES: [own(编号="1", 种类="行政处罚", 作出机关="医保部门", 金额=20000, 履行期限=c.d("2024-02-01"),
                                 已履行金额=5000, 履行情况="部分履行")]},
          facts={"penalties": [{"id": "1", "issuer": "insurance_department", "amount": 20000, "due_on": "2024-02-01",
                                "performed_amount": 5000, "performance_status": "partly_performed"}]}),
    piece(sheets={t.EARLIER: [own(种类="骗取定点", 日期=c.d("2021-10-10"))]},
          facts={"application_fraud_records": [{"discovered_on": "2021-10-10"}]}),
    piece(sheets={t.KEY_PERSONS: [own(人员代码="P7", 身份="实际控制人", 失信名单="医保严重失信名单",
                                      列入日期=c.d("2024-03-01"))]},
          facts={"role_holders": [{"person_ref": "P7", "role": "actual_controller", "discredit_listings": [
              {"list": "medical_insurance_serious_discredit", "listed_on": "2024-03-01"}]}]}),
    piece(sheets={t.FINDINGS: [own(事项编号="1", 违规类型="欺诈骗保", 办理状态="查实", 查实日期=c.d("2024-05-10"),
                                   查实部门="医保部门")]},
          facts={"findings": [{"id": "1", "code": "fraud", "state": "finding_verified", "verified_on": "2024-05-10",
                               "verified_by": "insurance_department"}]}),
    piece(sheets={t.CHANGES: [own(变更事项="注册地址", 批准日期=c.d("2024-06-17"), 被发现日期=c.d("2024-07-30"))]},
          facts={"changes": [{"field": "registered_address", "approved_on": "2024-06-17",
                              "discovered_on": "2024-07-30"}]}),
    piece(sheets={t.DEMANDS: [own(要求的资料="病历", 应交日期=c.d("2024-06-14"))]},
          facts={"document_demand": {"items": ["病历"], "due_on": "2024-06-14"}}),
    piece({"停业日期": c.d("2024-06-03"), "停业报告天数": 15}, facts={"closed_on": "2024-06-03", "limits": {"closure": 15}}),
]  # fmt: skip
REGION: list[Piece] = [
    piece({"装追溯码设备": "否"}, facts={"trace_device_installed": False}),
    piece({"依码结算": "否", "依码支付": "否"},
          facts={"code_based_settlement_enabled": False, "code_based_payment_enabled": False}),
    piece({"支持医保码": "否"}, facts={"insurance_code_supported": False}),
    piece({"双通道起始日期": c.d("2023-01-01"), "最近双通道服务": c.d("2024-11-30"), "电子处方改造": "是"},
          facts={"dual_channel_since": "2023-01-01", "last_dual_channel_service_on": "2024-11-30",
                 "e_prescription_adapted": True}),
    piece(sheets={t.LICENCES: [own(证照种类="药品经营许可证", 有效期至=c.d("2025-11-30"))]},
          facts={"licences": [{"kind": "drug_trade_license", "valid_until": "2025-11-30"}]}),
    piece(sheets={t.DUTIES: [own(编号="1", 种类="追回费用", 金额=15000, 履行期限=c.d("2025-11-30"), 已履行金额=10000,
                                 履行情况="部分履行")]},
          facts={"recoveries": [{"id": "1", "amount": 15000, "due_on": "2025-11-30", "performed_amount": 10000,
                                 "performance_status": "partly_performed"}]}),
    piece(sheets={t.EARLIER: [own(种类="曾被解除协议", 日期=c.d("2023-07-20"), 情形="ZT-5", 性质="依职权")]},
          facts={"terminations": [{"ground": "ZT-5", "nature": "imposed", "effective_on": "2023-07-20"}]}),
    piece(sheets={t.FINDINGS: [own(事项编号="1", 违规类型="挂证", 办理状态="查实", 查实日期=c.d("2025-09-15"))]},
          facts={"findings": [{"id": "1", "code": "licence_hanging", "state": "finding_verified",
                               "verified_on": "2025-09-15"}]}),
    piece(sheets={t.CHANGES: [own(变更事项="注册地址", 申请日期=c.d("2025-11-20"))]},
          facts={"changes": [{"field": "registered_address", "applied_on": "2025-11-20"}]}),
    piece(sheets={t.MONTHS: [own(年月="2025-11", 售出赋码数=1000, 扫码数=0, 上传数=0)]},
          facts={"trace_months": [{"month": "2025-11", "sold": 1000, "scanned": 0, "uploaded": 0}]}),
    piece(sheets={t.TESTS: [own(检测日期=c.d("2025-12-03"), 通过="否"), own(检测日期=c.d("2025-12-08"), 通过="否", 复测="是")]},
          facts={"code_terminal_tests": [{"on": "2025-12-03", "passed": False},
                                         {"on": "2025-12-08", "passed": False, "retest": True}]}),
    piece(sheets={t.ROUNDS: [own(签约期起=c.d("2025-12-01"), 签约期止=c.d("2025-12-31"), 第一次提醒=c.d("2025-12-15"),
                                 第二次提醒=c.d("2025-12-26"))]},
          facts={"signing_round": {"start": "2025-12-01", "end": "2025-12-31",
                                   "reminders": ["2025-12-15", "2025-12-26"]}}),
    piece(sheets={t.PLANS: [{"统筹区": "示例市", "机构类别": "零售药店", "规划施行日期": c.d("2025-03-01"), "年度名额": 10,
                             "已用名额": 10}]},
          facts={"resource_plan": {"area": "示例市", "sector": "retail_pharmacy", "effective_on": "2025-03-01",
                                   "quota": 10, "used": 10}}),
]  # fmt: skip
PIECES = {c.CITY: CITY, c.REGION: REGION}
AGREED = {c.CITY: ("2024-01-01", "2024-12-31"), c.REGION: ("2025-01-01", "2025-12-31")}


def workbook(regime: str, chosen: list[Piece], agreed: bool, folder: Path) -> Path:
    code, pharmacy = CODE[regime], regime == c.REGION
    row = {"机构代码": code, "机构类别": "零售药店" if pharmacy else "医疗机构", "统筹区": "示例市"}
    row |= {} if pharmacy else {"机构类型": "综合医院"}
    sheets: dict[str, list[dict[str, Any]]] = {t.INSTITUTIONS: [row]}
    if agreed:
        sheets[t.AGREEMENTS] = [c.agreement(code, "a1", *AGREED[regime])]
    for more, others, _, _ in chosen:
        row |= more
        for title, rows in others.items():
            sheets.setdefault(title, []).extend(r | ({"机构代码": code} if "机构代码" in r else {}) for r in rows)
    return c.plain(folder / "机构.xlsx", sheets)


def dossier(regime: str, chosen: list[Piece], agreed: bool) -> str:
    code, pharmacy = CODE[regime], regime == c.REGION
    own_facts: dict[str, Any] = {
        "code": code, "sector": "retail_pharmacy" if pharmacy else "medical_institution", "pooling_area": "示例市",
    }  # fmt: skip
    own_facts |= {} if pharmacy else {"institution_type": "general_hospital"}
    for _, _, facts, _ in chosen:
        own_facts |= facts
    first, last = AGREED[regime]
    agreements = [{"id": "a1", "institution": code, "start_on": first, "end_on": last}] if agreed else []
    story = {
        "dossier": 1, "title": "同样的事实", "regime": regime,
        "setting": {"institutions": [own_facts], "agreements": agreements},
        "acts": [], "checks": [{"on": first, "institution": code}],
    }  # fmt: skip
    return json.dumps(story, ensure_ascii=False)


@pytest.mark.parametrize("regime", [c.CITY, c.REGION])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_row_says_what_a_dossier_says(regime: str, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(PIECES[regime]), unique_by=id, max_size=6))
    agreed, later = data.draw(st.booleans()), data.draw(st.integers(0, 500))
    day = date.fromisoformat(AGREED[regime][0]) + timedelta(later)
    with TemporaryDirectory() as folder:
        path = workbook(regime, chosen, agreed, Path(folder))
        found = check_workbook(path, load(regime), day)
    assert found.problems == ()
    (row,) = found.institutions
    told = replay(parse_dossier(read_yaml(dossier(regime, chosen, agreed), "同样的事实.yaml")))
    view = institution_view(told.register, CODE[regime], day).value
    assert (row.status, row.eligible, row.first_free_on) == (view.status, view.eligible, view.first_free_on)
    assert {i.code for i in row.of("conditions", "negative_list")} == view.hits
    grounds = ("suspension_grounds", "termination_grounds", "non_renewal_grounds", "deferral_grounds")
    assert {i.code for i in row.of(*grounds)} == view.grounds


@pytest.mark.parametrize(("regime", "number"), [(r, n) for r, pieces in PIECES.items() for n in range(len(pieces))])
def test_every_piece_alone_says_the_same(regime: str, number: int, tmp_path: Path) -> None:
    chosen = [PIECES[regime][number]]
    day = date.fromisoformat(c.DAYS[regime])
    (row,) = check_workbook(workbook(regime, chosen, True, tmp_path), load(regime), day).institutions
    told = replay(parse_dossier(read_yaml(dossier(regime, chosen, True), "同样的事实.yaml")))
    view = institution_view(told.register, CODE[regime], day).value
    assert {i.code for i in row.items if not i.open and i.table != "hold_grounds"} == view.hits | view.grounds
    assert {i.code for i in row.open if i.table != "hold_grounds"} == view.open
