"""The pages of the lists."""
