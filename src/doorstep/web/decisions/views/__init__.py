"""The pages of decisions: opening, writing, acting, and the lists of what waits."""
