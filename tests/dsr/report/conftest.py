"""Hostile texts, for the tests of what people are handed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
