"""Short stories of one private clinic with a yearly agreement, told as YAML; the register that they leave behind."""

from __future__ import annotations

from textwrap import dedent, indent

from dingdian.dossier import Replay, parse_dossier, replay
from dingdian.law.register import Register
from dingdian.located import read_yaml

CLINIC = "H44020100001"
SETTING = """
institutions:
  - {code: H44020100001, name: 甲诊所, sector: medical_institution, institution_type: clinic, ownership: private}
agreements: [{id: a1, institution: H44020100001, start_on: 2024-01-01, end_on: 2024-12-31}]
"""
APPLICANT = """
institutions:
  - {code: H44020100001, name: 甲诊所, sector: medical_institution, institution_type: clinic, ownership: private}
"""


def run(
    acts: str = "", checks: str = "", *, regime: str = "shaoguan-2023", setting: str = SETTING, parameters: str = ""
) -> Replay:
    """Replay a story; without checks of its own it asks for a parameter, so that it is a whole dossier."""
    body = setting + (f"\nparameters:\n{indent(dedent(parameters), '  ')}\n" if parameters else "")
    parts = [f"dossier: 1\ntitle: 测试\nregime: {regime}", "setting:\n" + indent(dedent(body), "  ")]
    if acts.strip():
        parts.append("acts:\n" + indent(dedent(acts), "  "))
    checks = checks or "- {parameter: on_term_end, value: auto_end}"
    parts.append("checks:\n" + indent(dedent(checks), "  "))
    return replay(parse_dossier(read_yaml("\n".join(parts) + "\n", "story.yaml")))


def holds(acts: str, checks: str, **options: str) -> None:
    """Every check of the story must hold; otherwise say what did not."""
    result = run(acts, checks, **options)
    wrong = [f"{r.title}: {[o.text for o in r.objections]}" for r in result.refusals]
    wrong += [
        f"{c.title}: expected {c.expected}, got {c.actual}, missing {c.missing}" for c in result.checks if not c.ok
    ]
    assert result.ok, "\n".join(wrong)


def register(acts: str = "", **options: str) -> Register:
    """The register after a story, all of whose acts must have been admitted."""
    result = run(acts, **options)
    assert not result.refusals, [(r.title, [o.text for o in r.objections]) for r in result.refusals]
    return result.register
