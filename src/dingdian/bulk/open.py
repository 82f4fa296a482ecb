"""Which engine a run uses, by the word that names it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from dingdian.bulk.duck import Duck
from dingdian.bulk.engine import Engine
from dingdian.located import InvalidInput, Problem


def opened(where: str, *, memory: str = "1GiB", spill: Path | None = None) -> Engine:
    """`duckdb`, or the master of a Spark cluster (`spark://…`, `local[2]`)."""
    if where == "duckdb":
        return Duck(memory=memory, spill=spill)
    if not re.match(r"spark://|local\[", where):
        raise InvalidInput([Problem("", None, "--engine", f"不认识 {where}", "duckdb、spark://主机:端口 或 local[2]")])
    if importlib.util.find_spec("pyspark") is None:
        remedy = "安装 pyspark 和 Java 17 以后再运行"
        raise InvalidInput([Problem("", None, "--engine", "没有安装 pyspark", "", remedy)])
    from dingdian.bulk.spark import Spark

    return Spark(where)
