#!/usr/bin/env python3
"""The command of the guide, `python scripts/init_database.py`: becomes the script of the same name beside it."""

import os
import sys

script = os.path.join(os.path.dirname(os.path.realpath(__file__)), "init_database")
try:
    os.execv(script, [script, *sys.argv[1:]])
except OSError as error:
    sys.exit(f"init_database.py: cannot run {script}: {error.strerror}")
