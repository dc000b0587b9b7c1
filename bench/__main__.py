"""Run the measurements, print their tables, keep the figures in `var/bench.json`.

Usage: python -m bench [NAME…]    every module of this folder by default

Each module has `run()`, which prints its table and returns its figures, ready for JSON.
"""

import importlib
import json
import pkgutil
import sys
from pathlib import Path

import bench

RESULTS = Path(__file__).resolve().parent.parent / "var/bench.json"


def main(names: list[str]) -> int:
    """Measure what is asked for; figures of other measurements stay as they were. Returns the exit code."""
    known = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    if unknown := [name for name in names if name not in known]:
        print(f"Mesure inconnue : {', '.join(unknown)}. Il y a : {', '.join(known)}.", file=sys.stderr)
        return 2
    figures = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in names or known:
        figures[name] = importlib.import_module(f"bench.{name}").run()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
