"""Papers: what an office writes to those whom a decision concerns, from wordings that are data to the sealed PDF."""
