"""The page of parameters is made from the schema and kept up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "tools" / "schema_doc.py"), "--check"], check=False)
    assert done.returncode == 0, "run .venv/bin/python tools/schema_doc.py"
