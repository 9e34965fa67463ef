"""For each peer a script with its `extract(html, url)`, run by `bench/peers/serve.py` in the peer's environment."""
