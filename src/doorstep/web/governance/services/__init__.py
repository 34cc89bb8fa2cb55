"""What is done with records: kept, held, disposed of, given out."""
