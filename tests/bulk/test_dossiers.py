"""Every line that a dossier under rules on persons asks about, through standings and the gate over columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dingdian.bulk.columns import CLAIMS
from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Engine
from dingdian.bulk.gate import gate
from dingdian.bulk.standings import standings
from dingdian.dossier import parse_dossier, replay
from dingdian.dossier.format import ClaimCheck, ClaimLine
from dingdian.law.gate import ground_on
from dingdian.law.regime import flatten
from dingdian.law.register import Register
from dingdian.law.verdict import verdict
from dingdian.located import InvalidInput, read_yaml
from dingdian.regimes import SHIPPED
from tests.bulk.files import told, written

STORIES = sorted(SHIPPED.glob("*/dossiers/**/*.yaml"))
PLAIN = {"on", "person", "institution", "department", "emergency"}
LEAST = {"hainan-2022": 30, "national-2025": 10, "qinghai-2025": 15, "yunnan-2025": 35}


@dataclass(frozen=True)
class Story:
    """The lines that a dossier asks about, and the register that it leaves."""

    name: str
    register: Register
    checks: tuple[ClaimCheck, ...]


def is_plain(check: ClaimCheck) -> bool:
    """Whether the line states nothing but who, where, when and whether it was an emergency, as known in the end."""
    return check.known_on is None and check.claim.person is not None and check.claim.model_fields_set <= PLAIN


def stories() -> tuple[list[list[Story]], Counter[str]]:
    """Stories that ask about lines, those under the same settings together; how many lines are left out and why."""
    found, left_out = defaultdict[tuple[Any, ...], list[Story]](list), Counter[str]()
    for path in STORIES:
        text = path.read_text(encoding="utf-8")
        if "claim:" not in text:
            continue
        done = replay(parse_dossier(read_yaml(text, path.name)))
        checks = [c for c in done.dossier.checks if isinstance(c, ClaimCheck)]
        regime = done.register.regime
        if regime.persons is None or regime.institutions is not None:
            left_out["under rules on institutions"] += len(checks)
            continue
        plain = tuple(c for c in checks if is_plain(c))
        left_out["with further facts, or as known on a day"] += len(checks) - len(plain)
        if plain:
            settings = tuple((key, repr(x.value)) for key, x in flatten(regime.parameters))
            found[regime.id, *settings].append(Story(path.name, done.register, plain))
    return list(found.values()), left_out


def test_columns_answer_the_lines_of_every_dossier(tmp_path: Path) -> None:
    held_by(lambda: Duck(threads=2), tmp_path)


def held_by(made: Callable[[], Engine], folder: Path) -> None:
    """Every line, by engines made anew for each set of rules."""
    (groups, left_out), ran, wrong = stories(), Counter[str](), list[str]()
    for number, group in enumerate(groups):
        asked = [(story, check) for story in group for check in story.checks]
        try:
            answers = answered(made(), group, folder / str(number))
        except InvalidInput as error:
            left_out[f"refused by name: {', '.join(sorted(p.field for p in error.problems))}"] += len(asked)
            continue
        for (story, check), (outcome, reason, clause) in zip(asked, answers, strict=True):
            ran[story.register.regime.id] += 1
            law, missing = reason_of(story.register, check.claim), set(check.cites) - set(clause.split(";"))
            if (outcome, reason) != (check.outcome, law) or missing:
                wrong.append(f"{story.name}: {check.claim}: {outcome} ({reason}), expected {check.outcome} ({law}); "
                             f"lacks {sorted(missing)} in {clause}")  # fmt: skip
    print(f"{ran.total()} lines: {dict(ran)}; left out: {dict(left_out)}")
    assert not wrong, "\n".join(wrong)
    assert all(ran[regime] >= least for regime, least in LEAST.items()), ran


def reason_of(r: Register, line: ClaimLine) -> str:
    """The law's reason for what a line comes to."""
    assert line.person is not None
    ground = ground_on(r, line.on, line.person, line.institution, line.department).ground
    return verdict(r.regime, ground, line.emergency).code


def answered(engine: Engine, group: list[Story], folder: Path) -> list[tuple[str, str, str]]:
    """Outcome, reason and clauses of every line, through files."""
    folder.mkdir()
    regime = group[0].register.regime
    inputs = told(engine, folder, {n: story.register for n, story in enumerate(group)})
    lines = [(n, check.claim) for n, story in enumerate(group) for check in story.checks]
    rows = [
        (str(k), f"{n}:{line.person}", f"{n}:{line.institution}", line.on, line.emergency, line.department, None, None)
        for k, (n, line) in enumerate(lines)
    ]
    claims = written(engine, CLAIMS, folder / "claims.parquet", rows)
    standings(engine, regime, inputs, folder / "standings.parquet")
    gate(engine, regime, folder / "standings.parquet", claims, folder / "out", every_line=True)
    statement = f"SELECT claim, outcome, reason, clause FROM {engine.scan(folder / 'out' / 'lines')} t"
    said = {claim: (outcome, reason, clause) for claim, outcome, reason, clause in engine.rows(statement)}
    return [said[str(k)] for k in range(len(rows))]
