"""The law of institutions: designation, evaluation, agreements, grounds, bans, money. Pure, like all of `law`."""
