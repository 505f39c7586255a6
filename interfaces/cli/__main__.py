"""``python -m interfaces.cli`` is ``samsyn``."""

from interfaces.cli import app

if __name__ == "__main__":
    app()
