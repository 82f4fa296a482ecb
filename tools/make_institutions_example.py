"""Write the shipped example workbook of institutions: a small city, one thing the matter with most of them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

sys.path.insert(0, str(Path(__file__).parent))
from dingdian.office.institutions import titles as t
from dingdian.office.institutions import write_template
from dingdian.office.institutions.layout import layout_for
from dingdian.regimes import load
from make_example import Filler, without_clock

REGIME = "shaoguan-2023"
TARGET = Path(__file__).parents[1] / "src" / "dingdian" / "examples" / "institutions-shaoguan.xlsx"
NAMES = ("示例市第一医院", "示例市康复医院", "示例县中医医院", "示例镇卫生院", "示例仁和诊所", "示例新安门诊部",
         "示例区骨科医院", "示例美容门诊部")  # fmt: skip
TYPES = ("综合医院", "康复医院", "中医医院", "乡镇卫生院", "诊所", "门诊部", "专科医院", "门诊部")
FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH = (f"H4402000000{n}" for n in range(1, 9))
CODES = (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH)
AGREED = (FIRST, SECOND, THIRD, FOURTH, SEVENTH)  # with an agreement of this year
DATABASES = "药品；诊疗项目；服务设施；医用耗材；疾病病种；医务人员"
POLICIES = "医保管理；财务；统计信息管理；医疗质量安全核心"


def day(text: str) -> date:
    return date.fromisoformat(text)


def rows() -> list[tuple[str, dict[str, Any]]]:
    """Sheet and row, by the names of the columns."""
    found: list[tuple[str, dict[str, Any]]] = []
    for number, code in enumerate(CODES):
        opened = day("2024-07-01") if code == SIXTH else day("2018-05-02")
        found.append((t.INSTITUTIONS, {
            "institution": code, "name": NAMES[number], "sector": "医疗机构", "institution_type": TYPES[number],
            "ownership": "公立" if code in (FIRST, THIRD, FOURTH) else "民营",
            "insurance_tier": "三级" if code == FIRST else "一级", "county": "示例县", "pooling_area": "示例市",
            "operating_since": opened, "beds_approved": 320 if code == FIRST else 40,
            "insurance_department_exists": "是" if code == FIRST else None, "principal_person_id": f"P{number + 1:03}",
            "insurance_work_leader_person_id": f"P{number + 1:03}",
            "main_practice_scope": "医疗美容" if code == EIGHTH else "基本医疗", "policies": POLICIES,
            "base_databases": DATABASES, "uncoded_databases": "无", "interface_standard_version": "v3",
            "connection_test_passed_on": day("2024-03-20"), "all_patient_upload_capable": "是",
            "online_direct_settlement_capable": "是", "searched": "行政处罚；查实事项",
        }))  # fmt: skip
        found.append((t.LICENCES, {"institution": code, "kind": "医疗机构执业许可证", "issued_on": opened,
                                   "valid_until": day("2028-05-01"), "status": "有效"}))  # fmt: skip
        found.append((t.STAFF, {"institution": code, "person_ref": f"D{number + 1:03}", "name": "张某",
                                "staff_kind": "医师", "certificate_type": "医师执业证书",
                                "first_registration_institution_id": code, "insurance_mode": "专职"}))  # fmt: skip
        found.append((t.KEY_PERSONS, {"institution": code, "person_ref": f"P{number + 1:03}", "name": "李某",
                                      "role": "主要负责人"}))  # fmt: skip
    for number, code in enumerate(AGREED, start=1):
        found.append((t.AGREEMENTS, {"institution": code, "id": f"XY2024-{number:03}", "start_on": day("2024-01-01"),
                                     "end_on": day("2024-12-31")}))  # fmt: skip
    found += [
        (t.AGREEMENTS, {"institution": FIFTH, "id": "XY2023-009", "start_on": day("2023-01-01"),
                        "end_on": day("2023-12-31")}),
        (t.EVENTS, {"institution": FIFTH, "event": "解除协议", "on": day("2023-11-20"), "nature": "严重违约"}),
        (t.EVENTS, {"institution": SECOND, "event": "中止协议", "on": day("2024-03-05"), "to": day("2024-05-05")}),
        (t.EVENTS, {"institution": SECOND, "event": "恢复履行", "on": day("2024-05-06"), "checked": "合格"}),
        (t.EVENTS, {"institution": SECOND, "event": "中止协议", "on": day("2024-08-08"), "to": day("2024-10-08")}),
        (t.CHANGES, {"institution": THIRD, "field": "注册地址", "approved_on": day("2024-06-17"),
                     "discovered_on": day("2024-07-30")}),
        (t.DEMANDS, {"institution": FOURTH, "items": "2024年5月病历", "asked_on": day("2024-06-05"),
                     "due_on": day("2024-06-14")}),
    ]  # fmt: skip
    return found


def write(path: Path) -> None:
    """Fill the template; the same script gives the same bytes."""
    regime = load(REGIME)
    write_template(regime, path)
    book = openpyxl.load_workbook(path)
    filler = Filler(book, layout_for(regime))
    for title, row in rows():
        filler.put(title, **row)
    book.save(path)
    without_clock(path)


if __name__ == "__main__":
    write(TARGET)
