"""Short stories for tests: a setting with one hospital, one pharmacy, two persons, and acts and checks as YAML."""

from __future__ import annotations

from textwrap import dedent, indent

from dingdian.dossier import Replay, parse_dossier, replay
from dingdian.located import read_yaml

SETTING = """
institutions:
  - {code: H53010200001, name: 甲医院, sector: medical_institution, ownership: public}
  - {code: H53010200002, name: 乙医院, sector: medical_institution, ownership: private}
  - {code: P53010200001, name: 丙药房, sector: retail_pharmacy}
people:
  - {code: D1, name: 张某, role: ROLE, sites: [{institution: H53010200001, department: 内科, filed_on: 2025-01-02}]}
  - code: D2
    name: 李某
    role: ROLE
    sites:
      - {institution: H53010200001, department: 内科, filed_on: 2025-01-02}
      - {institution: H53010200002, department: 外科, filed_on: 2025-01-02}
"""

ROLES = {"hainan-2022": "insurance_doctor"}


def story(acts: str, checks: str, *, regime: str = "yunnan-2025", setting: str = SETTING, extra: str = "") -> str:
    """A dossier as text."""
    body = setting.replace("ROLE", ROLES.get(regime, "medical"))
    parts = [f"dossier: 1\ntitle: 测试\nregime: {regime}", "setting:\n" + indent(dedent(body + extra), "  ")]
    if acts.strip():
        parts.append("acts:\n" + indent(dedent(acts), "  "))
    parts.append("checks:\n" + indent(dedent(checks), "  "))
    return "\n".join(parts) + "\n"


def run(acts: str, checks: str, **options: str) -> Replay:
    """Replay a story."""
    return replay(parse_dossier(read_yaml(story(acts, checks, **options), "story.yaml")))


def holds(acts: str, checks: str, **options: str) -> None:
    """The story must hold; otherwise say what did not."""
    result = run(acts, checks, **options)
    wrong = [f"{r.title}: {[o.text for o in r.objections]}" for r in result.refusals]
    wrong += [
        f"{c.title}: expected {c.expected}, got {c.actual}, missing {c.missing}" for c in result.checks if not c.ok
    ]
    assert result.ok, "\n".join(wrong)


def decide(on: str, ref: str, circumstance: str, person: str = "D1", more: str = "", **fields: str) -> str:
    """One handling with one finding of one person."""
    basis = fields.pop("basis", "administrative_penalty")
    inspection = fields.pop("inspection", f"i-{ref}")
    kind = fields.pop("type", f"t-{ref}")
    institution = fields.pop("institution", "H53010200001")
    rest = "".join(f", {k}: {v}" for k, v in fields.items())
    return (
        f"- {{on: {on}, act: handling.decide, id: {ref}, basis: {basis}, institution: {institution}, "
        f"inspection: {inspection}{rest}, findings: [{{id: f1, type: {kind}, circumstances: [{circumstance}], "
        f"persons: [{{person: {person}{', ' + more if more else ''}}}]}}]}}\n"
    )


def deliver(on: str, ref: str, more: str = "") -> str:
    return f"- {{on: {on}, act: notice.deliver_to_institution, of: {ref}{', ' + more if more else ''}}}\n"
