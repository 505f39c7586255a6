"""The exact sentences of every command, in both languages, by stream."""
