#!/usr/bin/env python3
"""The command of the guide, `python migrate.py`: becomes the script of the same name beside it."""

import os
import sys

script = os.path.join(os.path.dirname(os.path.realpath(__file__)), "migrate")
try:
    os.execv(script, [script, *sys.argv[1:]])
except OSError as error:
    sys.exit(f"migrate.py: cannot run {script}: {error.strerror}")
