"""How fast Samsyn is, beside baselines of the same run (docs/performance.md)."""
