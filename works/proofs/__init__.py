"""Proofs: what shows that the person of a claim is the person of the record; one module for each kind."""
