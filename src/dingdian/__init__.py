"""Dingdian 定点: designated medical institutions and payment qualifications; the law of a region is data.

`dingdian.law` is the pure core; everything else stores, shows and checks what it says.
"""

__version__ = "0.1.0"
