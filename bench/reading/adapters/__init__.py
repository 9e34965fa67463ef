"""Contestants that run in the project's own environment; for `bench/peers/serve.py`, as the peers' adapters are."""
