"""The Dalsland case as a story of decisions and facts, told through the same entries as the API."""
