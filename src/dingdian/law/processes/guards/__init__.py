"""Guards of the persons' processes: each returns every reason why an act may not be done."""
