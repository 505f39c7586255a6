"""Amounts as the sentences write them."""

KR = "100,00\u00a0kr"
