"""My day, team and locality lists, saved views, search."""
