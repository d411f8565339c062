"""`python -m zonereports` is the installed command `zonereports`."""

import sys

from zonereports.cli import main

sys.exit(main())
