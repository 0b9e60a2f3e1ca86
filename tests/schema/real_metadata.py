"""The real `$metadata` that lies beside the repository on the machines that build it; tests on it skip where it is not."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "../shared/data/metadata"
EDMX = FOLDER / "dataverse-edmx-2022-09.xml.gz"

needs_real_metadata = pytest.mark.skipif(not EDMX.exists(), reason="the real $metadata is not beside the repository")
