"""Histories of every kind of decision and registration, made up at random, and their laws."""
