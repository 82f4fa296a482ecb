"""A workbook of many institutions for `dingdian check`, and the same cells read and written without any law.

`write PATH COUNT` makes the workbook, `plain PATH OUT` reads it and writes as many rows as a check does, without law.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

SEED = 11
REGIME, DAY = "shaoguan-2023", date(2024, 9, 10)
_HEADERS = {
    "机构": (
        "机构代码 机构名称 机构类别 机构类型 举办性质 医保级别 所在县区 统筹区 正式运营日期 核定床位 主要负责人代码 "
        "医保工作负责人代码 主要执业范围 管理制度 基础数据库 有未编码的库 接口版本 联调通过日期 全员上传 联网直接结算 "
        "已查无记录"
    ),
    "证照": "机构代码 证照种类 发证日期 有效期至 状态",
    "人员": "机构代码 人员代码 姓名 人员种类 证书种类 第一注册地 医保岗位",
    "关键人": "机构代码 人员代码 姓名 身份",
    "协议": "机构代码 协议编号 起始日 届满日",
    "中止与解除": "机构代码 事项 日期 截止日 情形 性质",
    "查实事项": "机构代码 事项编号 违规类型 办理状态 查实日期 查实部门 涉及金额",
    "处罚与责任": "机构代码 编号 种类 作出机关 金额 决定日期 履行期限 已履行金额 履行情况",
    "信息变更": "机构代码 变更事项 批准日期 被发现日期",
    "资料催交": "机构代码 要求的资料 应交日期",
}


def rows(count: int) -> dict[str, list[tuple[Any, ...]]]:
    """Synthetic institutions; every tenth has something the matter."""
    chance = random.Random(SEED)
    found: dict[str, list[tuple[Any, ...]]] = {title: [] for title in _HEADERS}
    databases = "药品；诊疗项目；服务设施；医用耗材；疾病病种；医务人员"
    for n in range(count):
        code, boss = f"H440200{n:06}", f"P{n:06}"
        opened = DAY - timedelta(chance.randrange(60, 4000))
        policies = "医保管理；财务；统计信息管理；医疗质量安全核心" if n % 10 else "医保管理；财务"
        searched = None if n % 10 in (3, 4) else "行政处罚；查实事项"
        beds = chance.randrange(20, 110)
        found["机构"].append((
            code, f"示例第{n}医院", "医疗机构", "综合医院", "民营", "二级", "示例县", "示例市", opened, beds, boss,
            boss, "基本医疗", policies, databases, "无", "v3", opened, "是", "是", searched,
        ))  # fmt: skip
        found["证照"].append((code, "医疗机构执业许可证", opened, DAY + timedelta(900), "有效"))
        found["人员"] += [
            (code, f"D{n:06}{k}", f"示例{n}", "医师", "医师执业证书", code, "兼职" if k else None) for k in range(2)
        ]
        found["关键人"].append((code, boss, f"示例{n}", "主要负责人"))
        found["协议"].append((code, f"XY{n:06}", date(2024, 1, 1), date(2024, 12, 31)))
        if n % 10 == 1:
            found["中止与解除"] += [
                (code, "中止协议", date(2024, 3, 5), date(2024, 5, 5), "SUS-1", None),
                (code, "恢复履行", date(2024, 5, 6), None, None, None),
            ]
        if n % 10 == 2:
            found["中止与解除"].append((code, "解除协议", date(2024, 6, 3), None, "TER-5", "严重违约"))
        if n % 10 == 3:
            found["查实事项"].append((code, "1", "欺诈骗保", "查实", date(2024, 5, 10), "医保部门", 1200))
        if n % 10 == 4:
            dates = (date(2024, 1, 5), date(2024, 2, 1))
            found["处罚与责任"].append((code, "1", "行政处罚", "医保部门", 20000, *dates, 5000, "部分履行"))
        if n % 10 == 5:
            found["信息变更"].append((code, "注册地址", date(2024, 6, 17), date(2024, 7, 30)))
        if n % 10 == 6:
            found["资料催交"].append((code, "2024年5月病历", date(2024, 6, 14)))
    return found


def write(path: Path, count: int) -> None:
    """The workbook as the template of the regime has it."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, several in rows(count).items():
        page = book.add_worksheet(title)
        for column, header in enumerate(_HEADERS[title].split()):
            page.write_string(0, column, header)
        for number, row in enumerate(several, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, value, day)
                elif value is not None:
                    page.write(number, column, value)
    book.close()


def plain(path: Path, output: Path) -> None:
    """Read every cell of the workbook and write a result of the usual size, without asking the law anything."""
    start = time.perf_counter()
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    cells = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    target = xlsxwriter.Workbook(str(output), {"constant_memory": True})
    page = target.add_worksheet()
    for number, row in enumerate(cells[0]):
        for column in range(18):
            page.write_string(number, column, str(row[column % len(row)]))
    target.close()
    print(json.dumps({"seconds": time.perf_counter() - start, "cells": sum(len(r) for sheet in cells for r in sheet)}))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        plain(Path(sys.argv[2]), Path(sys.argv[3]))
