"""Real repositories on loopback, for tests: set up from nothing, started, torn down. `make test-servers` runs them."""
