"""The gate without a connection: answers from one signed file, with nothing of the rest of Dingdian.

    from dingdian.gate_client import Snapshot
    gate = Snapshot.open("gate.ddg", public_key)
    answer = gate.check("D530102000001", "H53010200001", date(2025, 6, 3), emergency=False)

Needs Python and `cryptography`. The online gate answers from the same snapshot through the same code.
"""

from dingdian.gate_client.answers import Answer, Line
from dingdian.gate_client.file import Damaged, read, signed
from dingdian.gate_client.snapshot import Snapshot

__all__ = ["Answer", "Damaged", "Line", "Snapshot", "read", "signed"]
