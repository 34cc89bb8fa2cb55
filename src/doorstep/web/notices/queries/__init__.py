"""Read what is new for people, what is late, what waits to be sent."""
