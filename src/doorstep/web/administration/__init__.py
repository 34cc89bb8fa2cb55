"""People, teams, deputies, packs, bank holidays: the administrator's pages."""
