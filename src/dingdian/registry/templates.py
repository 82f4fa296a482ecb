"""The empty workbooks of the registry, with drop-downs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dingdian.law.regime import Regime
from dingdian.office.template import write_blank
from dingdian.regimes import in_force, load
from dingdian.registry.kinds import PERSONAL_PAPERS
from dingdian.registry.layout import DEPARTMENTS, INSTITUTIONS, PAPER_KINDS, PAPERS, PEOPLE, layout_of

_LINES = {
    INSTITUTIONS: "“科室”“证照”两表可以不填；已登记的机构再次导入即更正登记，空着的格子保持原登记不变。",
    PEOPLE: "一人在几处备案就写几行；已登记的人员再次导入即更正登记，空着的格子和没有写到的地点保持原登记不变。",
    DEPARTMENTS: "机构须已登记；同名科室再次导入即更正日期。",
    PAPERS: "持有人须已登记；同种类同编号的证照再次导入即更正日期。",
}


def workbook(kind: str, regime: Regime | None = None) -> bytes:
    """The workbook an office fills to register institutions, people, departments or papers."""
    regime = regime or load(in_force())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        rows = [
            ("", label, "", "人员" if name in PERSONAL_PAPERS else "机构", "") for name, label in PAPER_KINDS.items()
        ]
        lines = (_LINES[kind], "导入前逐格预检；有错时可下载标出每处错误的副本，改好后原样再传。")
        write_blank(layout_of(kind, regime), regime, path, lines, ("证照种类", rows))
        return path.read_bytes()
