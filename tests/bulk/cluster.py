"""A real standalone Spark cluster on loopback: a master and workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
_READY = {"master": "I have been elected leader", "worker": "Successfully registered with master"}


@dataclass
class Cluster:
    """Its address, and the processes of its workers."""

    address: str
    workers: list[subprocess.Popen[str]]

    def lose_a_worker(self) -> None:
        """As if its machine had burnt: the worker and everything it started are gone at once."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(kind: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The process, once it says in its log that it is ready."""
    log = folder / f"{'-'.join((kind, *arguments[-1:])).replace('/', '_').replace(':', '_')}-{_free_port()}.log"
    name = f"org.apache.spark.deploy.{kind}.{kind.title()}"
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1", "SPARK_HOME": str(HOME)}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [str(HOME / "bin" / "spark-class"), name, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
            stdout=out, stderr=subprocess.STDOUT, text=True, env=environment, start_new_session=True,
        )  # fmt: skip
    with subprocess.Popen(["tail", "-n", "+1", "-F", str(log)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as told:  # fmt: skip
        assert told.stdout is not None
        for line in told.stdout:
            if _READY[kind] in line:
                break
            if process.poll() is not None:
                raise RuntimeError(f"the {kind} did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
        told.kill()
    return process


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: str = "2g") -> Iterator[Cluster]:
    """A cluster for a while; its logs lie in the folder."""
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    running = [_started("master", folder, "--port", str(port))]
    try:
        for _ in range(workers):
            running.append(_started("worker", folder, "--cores", "1", "--memory", memory, "--work-dir",
                                    str(folder / "work"), address))  # fmt: skip
        yield Cluster(address, running[1:])
    finally:
        for process in reversed(running):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
