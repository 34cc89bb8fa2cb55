"""Procedures as steps and roles: comes with the decisions and signatures."""
