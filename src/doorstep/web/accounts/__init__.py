"""People, roles, teams, deputies: who may see and do what."""
