"""The visits planned over the people there are: comes with deployment."""
