"""Online signing of agreements: a text frozen, read and sealed by both sides, every step in a chained log."""
