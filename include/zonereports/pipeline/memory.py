"""Memory that a chunk of reports needed, given back to the system.

What is freed goes back to the C library, which keeps it in pieces between what is still used: over
thousands of reports a process would hold ever more than it needs.
"""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Give back what is free; does nothing where the C library cannot (other than glibc)."""
    import pyarrow as pa

    # Left to itself the collector waits for a quarter as much rubbish as all the libraries hold.
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
