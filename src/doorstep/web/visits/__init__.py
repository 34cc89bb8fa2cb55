"""Recording visits, calls and contacts."""
