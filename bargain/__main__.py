"""``python -m bargain``: the command line."""

from bargain.cli import main

if __name__ == "__main__":
    main()
