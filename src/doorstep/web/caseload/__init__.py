"""Children, their facts and what was answered of them."""
