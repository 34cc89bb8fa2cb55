"""The commands of decisions, one a file."""
