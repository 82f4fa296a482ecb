"""A good workbook of institutions: judged item by item, explained; the same for programs, on one core or on two."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from dingdian.office.institutions import check_workbook, parallel
from dingdian.office.institutions import titles as t
from dingdian.office.institutions.layout import layout_for
from dingdian.office.job import DRAFT
from dingdian.regimes import load
from tests.office import checks as c

NOTHING: dict[str, Any] = {"eligible": True, "hits": [], "first_free_on": None, "deferral": [], "non_renewal": [],
                           "suspension": [], "termination": [], "hold": []}  # fmt: skip
EXPECTED = {
    c.CITY: {
        c.hospital(1): {"status": "in_force"},
        c.hospital(2): {"status": "not_designated", "eligible": False, "hits": ["shaoguan/6.1"],
                        "first_free_on": "2024-10-01"},
        c.hospital(3): {"status": "terminated", "eligible": False, "hits": ["shaoguan/9.6"],
                        "first_free_on": "2024-11-21"},
        c.hospital(4): {"status": "suspended", "termination": ["TER-1A"]},
        c.hospital(5): {"status": "in_force", "termination": ["TER-6"]},
        c.hospital(6): {"status": "not_designated", "eligible": False, "hits": ["shaoguan/9.7"],
                        "first_free_on": "2028-11-21"},
        c.hospital(7): {"status": "in_force", "suspension": ["SUS-2"]},
    },
    c.REGION: {
        c.pharmacy(1): {"status": "in_force"},
        c.pharmacy(2): {"status": "in_force", "non_renewal": ["NR-2"]},
        c.pharmacy(3): {"status": "in_force", "non_renewal": ["NR-3"]},
        c.pharmacy(4): {"status": "in_force", "deferral": ["DEF-3"]},
        c.pharmacy(5): {"status": "terminated", "eligible": False, "hits": ["zizhiqu/3.3a"],
                        "first_free_on": "2027-07-21"},
        c.pharmacy(6): {"status": "in_force", "non_renewal": ["NR-11"]},
        c.hospital(1): {"status": "in_force", "termination": ["ZT-1"]},
        c.hospital(2): {"status": "in_force", "hold": ["HOLD-1"]},
    },
}  # fmt: skip


@pytest.fixture(params=[c.CITY, c.REGION])
def regime(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def checked(tmp_path: Path, regime: str) -> c.Run:
    return c.run(c.write(tmp_path / "机构.xlsx", c.GOOD[regime](), regime), regime)


def test_each_institution_meets_exactly_what_its_rows_say(checked: c.Run, regime: str) -> None:
    assert checked.exit_code == 0
    answers = c.found(checked)
    assert answers.keys() == EXPECTED[regime].keys()
    for code, expected in EXPECTED[regime].items():
        wanted = NOTHING | expected
        assert {k: answers[code][k] for k in wanted} == wanted, code


def test_every_item_comes_with_its_fact_clause_and_remedy(checked: c.Run) -> None:
    for answer in c.found(checked).values():
        for item in answer["items"]:
            assert item["text"] and item["clauses"] and item["remedy"]
            assert set(item["clauses"]) <= set(answer["clauses"])
        assert all(point["text"] for point in answer["open"])
        assert answer["hints"][0] == "模拟"


def test_the_result_says_the_same_in_words(checked: c.Run, regime: str) -> None:
    rows = {r["机构代码"]: r for r in checked.rows()}
    assert openpyxl.load_workbook(checked.output)["结果"]["A1"].value == DRAFT
    items = checked.rows("逐项")
    for code, expected in EXPECTED[regime].items():
        own = {r["编号"] for r in items if r["机构代码"] == code}
        named = [x for k, v in expected.items() if isinstance(v, list) for x in v]
        assert own == set(named)
        assert (rows[code]["准入"] == "不符合") == (expected.get("eligible") is False)
        assert (rows[code]["最早可申请"] or None) == expected.get("first_free_on")
    notes = checked.rows("说明与读法")
    assert any(r["步骤"] == "读法" and "另外的解释" in r["内容"] for r in notes)
    assert any(r["步骤"] == "依据" and "SHA-256" in r["内容"] for r in notes)
    assert {r["编号"] for r in notes if r["步骤"] == "条款"} >= {n for r in items for n in [r["编号"]] if "/" in n}


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path, regime: str) -> None:
    path = c.write(tmp_path / "机构.xlsx", c.GOOD[regime](), regime)
    first = c.run(path, regime).output.read_bytes()
    assert c.run(path, regime).output.read_bytes() == first


def test_names_of_persons_are_in_no_answer(checked: c.Run) -> None:
    assert "欧阳" not in checked.stdout + checked.stderr
    book = openpyxl.load_workbook(checked.output)
    assert not any("欧阳" in str(cell.value) for page in book for row in page for cell in row)


def test_two_cores_say_what_one_says(tmp_path: Path, regime: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = c.plain(tmp_path / "机构.xlsx", c.GOOD[regime]())
    rules, day = load(regime), date.fromisoformat(c.DAYS[regime])
    alone = check_workbook(path, rules, day).as_json()
    monkeypatch.setattr(parallel, "_MANY", 2)
    monkeypatch.setattr(parallel, "_CHUNK", 3)
    assert check_workbook(path, rules, day).as_json() == alone


def test_a_key_person_named_elsewhere_in_the_workbook_is_found(tmp_path: Path) -> None:
    sheets = c.city()
    sheets[t.EVENTS] = [r for r in sheets[t.EVENTS] if r["事项"] != "解除协议"]
    answer = c.found(c.run(c.plain(tmp_path / "机构.xlsx", sheets), c.CITY))[c.hospital(6)]
    assert (answer["eligible"], answer["hits"]) == (True, [])


def test_nothing_stated_bars_nobody_and_leaves_everything_open(tmp_path: Path) -> None:
    row = {"机构代码": c.hospital(1), "机构类别": "医疗机构"}
    result = c.run(c.plain(tmp_path / "机构.xlsx", {t.INSTITUTIONS: [row]}), c.CITY)
    answer = c.found(result)[c.hospital(1)]
    assert (answer["eligible"], answer["hits"], answer["status"]) == (True, [], "not_designated")
    assert {"shaoguan/6.1", "shaoguan/6.2", "shaoguan/9.3"} <= {x["code"] for x in answer["open"]}
    assert result.rows()[0]["准入"] == "有待查"


def test_a_csv_file_holds_the_first_sheet(tmp_path: Path) -> None:
    path = tmp_path / "机构.csv"
    path.write_text(f"机构代码,机构名称,机构类别,核定床位\n{c.hospital(1)},示例医院,医疗机构,80\n", encoding="gb18030")
    result = c.run(path, c.CITY)
    assert result.exit_code == 0
    assert result.json["assumptions"] == ["CSV 只有“机构”一张表，没有证照、人员、协议和其他记录"]


# The template


def test_a_template_offers_what_the_rules_ask_for(tmp_path: Path, regime: str) -> None:
    path = tmp_path / "空白.xlsx"
    result = CliRunner().invoke(c.app, ["template", "institutions", "-o", str(path), "--regime", regime])
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(path)
    layout = layout_for(load(regime))
    offered = {s.title: [x.header for x in s.columns if x.offered] for s in layout.sheets}
    for title, headers in offered.items():
        if headers:
            assert [x.value for x in book[title][1]] == headers
        else:
            assert title not in book.sheetnames
    assert (t.PRICES in book.sheetnames) == (regime == c.REGION)
    drops = {v.formula1 for v in book[t.INSTITUTIONS].data_validations.dataValidation if v.type == "list"}
    assert drops
    told = "\n".join(str(x.value) for row in book["填写说明"] for x in row if x.value)
    assert all(code in told for code in ("TER-6", "SUS-2") if regime == c.CITY)
    assert "没有填写的事实不作为不符合的理由" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["template", "institutions", "-o", "{}/a.xlsx"], "没有写明规则包"),
        (["template", "institutions", "-o", "{}/a.xlsx", "--regime", "yunnan-2025"], "没有机构一侧的规则"),
        (["template", "findings", "-o", "{}/a.xlsx", "--regime", c.CITY], "没有人员一侧的规则"),
        (["template", "institutions", "-o", "{}/a.xls", "--regime", c.CITY], "不是 .xlsx 文件"),
        (["check", "{}/b.xlsx", "--regime", "yunnan-2025", "-o", "{}/c.xlsx"], "没有机构一侧的规则"),
        (["check", "{}/b.xlsx", "--regime", c.CITY, "-o", "{}/c.xlsx"], "读不了文件"),
        (["check", "{}/b.xlsx", "--regime", c.CITY, "-o", "{}/b.xlsx"], "不能是同一个文件"),
        (["check", "{}/b.xlsx", "--regime", "nowhere", "-o", "{}/c.xlsx"], "没有名为 nowhere 的规则包"),
    ],
)
def test_a_wrong_call_ends_with_a_remedy(tmp_path: Path, arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(c.app, [x.replace("{}", str(tmp_path)) for x in arguments])
    assert (result.exit_code, words in result.stderr) == (2, True)
    assert not list(tmp_path.iterdir())
