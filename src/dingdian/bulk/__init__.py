"""The rules on persons over columns: standings of millions, and the gate over whole files of claims.

One expression for every engine, compiled from a regime; what it says is what `dingdian.law` says, line by line.
"""
