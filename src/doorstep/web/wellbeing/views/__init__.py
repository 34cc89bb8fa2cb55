"""The pages of the staff's own record."""
