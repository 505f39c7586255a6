"""The library's stock modules, measured in an environment of their own (requirements.txt)."""
