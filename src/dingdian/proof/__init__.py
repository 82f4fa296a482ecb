"""Proofs: which clauses of a regime a passing dossier or test holds, and whether a change of the law would be noticed.

A clause counts as proved only if a check that passes cites it and a parameter of the regime rests on it: citing a
clause from which no value follows proves nothing.
"""

from __future__ import annotations

from dingdian.proof.coverage import Coverage, State, coverage
from dingdian.proof.dossiers import Proof, prove, stories
from dingdian.proof.places import Place, places

__all__ = ["Coverage", "Place", "Proof", "State", "coverage", "places", "prove", "stories"]
