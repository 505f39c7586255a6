"""Real processes of `samsyn`: as an operator starts them, and forked ones that start at once."""
