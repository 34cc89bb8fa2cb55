"""Procedures gone through for a child: forms filled in, decided, signed, disputed (ADR 25)."""
