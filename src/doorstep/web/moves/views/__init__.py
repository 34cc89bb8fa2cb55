"""The pages of moves, handovers, absences and of who has had a child."""
