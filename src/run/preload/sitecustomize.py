"""Found by the interpreter through PYTHONPATH: puts the clock in place, then lets the
`sitecustomize` that would have been found without this one have its turn."""

import os
import sys


def _begin():
    here = os.path.dirname(__file__)
    while here in sys.path:
        sys.path.remove(here)
    sys.path_importer_cache.pop(here, None)
    # The program, and what it starts, see the environment that they would have seen.
    os.environ.pop("PYTHONPATH", None)
    paths = os.environ.pop("WORKBOOK_CLOCK", None)
    if not paths:
        return
    sys.path.insert(0, here)
    # Compiled once, and not before each program.
    keeps_none, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        import workbook_clock
    finally:
        sys.dont_write_bytecode = keeps_none
        sys.path.remove(here)
        sys.path_importer_cache.pop(here, None)
    del sys.modules["workbook_clock"]
    workbook_clock.install().begin(paths)


def _go_on():
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        # The import system wants to find what it has just imported.
        if ours is not None:
            sys.modules["sitecustomize"] = ours


_begin()
_go_on()
