"""Regimes and dossiers of one's own for a test: a shipped regime, copied and changed in a few values."""

from __future__ import annotations

import shutil
from pathlib import Path

from dingdian.regimes import SHIPPED

BASE = "yunnan-2025"


class Variant:
    """A copy of a shipped regime in a folder, to be changed parameter by parameter."""

    def __init__(self, root: Path, base: str = BASE) -> None:
        self.root, self.id = root, base
        self.folder = root / base
        self.file, self.clauses = self.folder / "regime.yaml", self.folder / "clauses.yaml"
        shutil.copytree(SHIPPED / base, self.folder, ignore=shutil.ignore_patterns("dossiers"))

    def set(self, key: str, text: str | None) -> int:
        """Replace a parameter by the rest of a line (or several), or take it out. Returns its line."""
        return self.replace(key, None if text is None else f"  {key}: {text}")

    def replace(self, key: str, text: str | None) -> int:
        """Replace the lines of a parameter by others. Returns the first one's number."""
        lines = self.file.read_text(encoding="utf-8").split("\n")
        first = next(i for i, line in enumerate(lines) if line.startswith(f"  {key}:"))
        last = first + 1
        while last < len(lines) and lines[last].startswith("   "):
            last += 1
        lines[first:last] = [] if text is None else [text]
        self.file.write_text("\n".join(lines), encoding="utf-8")
        return first + 1

    def edit_clauses(self, old: str, new: str) -> int:
        """Replace the first occurrence of some text in clauses.yaml. Returns its line."""
        text = self.clauses.read_text(encoding="utf-8")
        assert old in text
        self.clauses.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def story(self, name: str, text: str) -> Path:
        path = self.folder / "dossiers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


STORY = """\
dossier: 1
title: 一次记满 9 分
regime: yunnan-2025
setting:
  institutions:
    - {code: H1, name: 甲医院, sector: medical_institution}
  people:
    - {code: D1, name: 张某, role: medical, sites: [{institution: H1, filed_on: 2025-01-02}]}
acts:
  - on: 2025-03-07
    act: handling.decide
    id: h1
    basis: administrative_penalty
    institution: H1
    inspection: i1
    findings:
      - {id: f1, type: t1, circumstances: [yunnan/24.1], persons: [{person: D1, degree: main}]}
  - {on: 2025-03-10, act: notice.deliver_to_institution, of: h1}
checks:
  - {on: 2025-03-11, person: D1, points: 9, last_day: 2025-05-10, cites: [yunnan/29.1b]}
"""
"""Nine points at once suspend for two months (single column)."""
