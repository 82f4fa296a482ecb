"""Dossiers (卷宗): one story of a person or an institution, replayed through the rules, with what must then be true."""

from __future__ import annotations

from dingdian.dossier.format import Dossier, parse_dossier
from dingdian.dossier.replay import CheckResult, Folded, Replay, replay

__all__ = ["CheckResult", "Dossier", "Folded", "Replay", "parse_dossier", "replay"]
