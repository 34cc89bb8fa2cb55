"""The append-only, hash-chained log of reads and changes."""
