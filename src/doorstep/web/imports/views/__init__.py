"""The pages of data that comes in: imports, questions, and the quality of the data."""
