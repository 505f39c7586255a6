"""How fast Samsyn is, beside a baseline of the same run (docs/performance.md)."""
