"""What other systems may read and write, with tokens scoped like roles."""
