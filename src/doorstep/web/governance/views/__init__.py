"""The pages of governing records."""
