"""``python -m corpus_kit`` is ``corpus-kit``."""

from corpus_kit.cli import main

if __name__ == "__main__":
    main()
