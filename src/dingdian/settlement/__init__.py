"""The gate at settlement: what stands in the way of lines, kept ready, and answers to those who ask."""
