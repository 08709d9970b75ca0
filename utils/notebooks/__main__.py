"""Run a command of the course, as course.py does: python -m utils.notebooks COMMAND ..."""

import sys

from utils.notebooks.commands import main

sys.exit(main(sys.argv[1:]))
