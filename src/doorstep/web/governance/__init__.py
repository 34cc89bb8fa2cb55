"""How long records are kept, who disposes of them, and what a person is given of their own."""
