"""The pages of being told."""
