"""`python -m benchmarks [name …]`: run all measurements, or the named ones, and print their ratios."""

import importlib
import pkgutil
import sys

import benchmarks

ALL = sorted(
    module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in ("__main__", "serving")
)

for name in sys.argv[1:] or ALL:
    sys.stdout.write(f"\n{name}\n")
    importlib.import_module(f"benchmarks.{name}").main()
