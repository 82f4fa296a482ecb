"""The pure core: acts and a regime go in, what is true on a day comes out.

No database, no clock, no files and no network; the same input gives the same answer, forever.
"""
