"""Adopted packs, and the policy pages."""
