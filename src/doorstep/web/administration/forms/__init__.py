"""Forms of the administrator's pages; what a form does not ask is not read (A5)."""
