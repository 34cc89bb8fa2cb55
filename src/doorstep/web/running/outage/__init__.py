"""Packs for an outage: what each worker must know of the next days, sealed, outside the machine."""
