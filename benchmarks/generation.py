"""The figures of the generator and of imports, measured in fresh processes and printed: time, and peak memory.

Run: python benchmarks/generation.py --metadata METADATA.xml.gz
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TWENTY = (
    "account,activityparty,activitypointer,annotation,appointment,businessunit,contact,customeraddress,email,incident,"
    "invoice,lead,letter,opportunity,phonecall,quote,salesorder,systemuser,task,team"
)
CHECK = ", '--check'"
# Seconds and peak megabytes of what stands between; Linux counts ru_maxrss in kilobytes, macOS in bytes.
MEASURED = """
import resource, sys, time
{before}
start = time.perf_counter()
{action}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(seconds, peak, file=sys.stderr)
"""


def measured(action: str, before: str = "", *paths: Path, runs: int = 5) -> tuple[float, float]:
    """Median milliseconds and greatest megabytes; the first run, which compiles, does not count."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT / "src", *paths)))
    environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "dataverse-benchmark")
    found: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        program = MEASURED.format(before=before, action=action)
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        seconds, peak = done.stderr.split()
        found.append((float(seconds) * 1000, float(peak)))
    return statistics.median(each for each, _ in found[1:]), max(peak for _, peak in found)


def report(what: str, figures: tuple[float, float], goal: str) -> None:
    """One line."""
    print(f"{what:<52} {figures[0]:>9,.1f} ms {figures[1]:>7,.0f} MB   goal {goal}")


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metadata", type=Path, required=True, help="a real $metadata document")
    metadata = parser.parse_args().metadata.resolve()

    report("import dataverse_sdk", measured("import dataverse_sdk"), "150 ms")
    report("... and every name of it", measured("import dataverse_sdk as d; [getattr(d, n) for n in d.__all__]"), "150 ms")
    report("dataverse-sdk --help", measured("import dataverse_sdk.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass"), "none")
    report("import dataverse_sdk.tables", measured("import dataverse_sdk.tables", "import dataverse_sdk.model"), "none")
    report("first entity (Contact)", measured("t.Contact", "import dataverse_sdk.model, dataverse_sdk.tables as t"), "10 ms")

    with tempfile.TemporaryDirectory() as folder:
        generate = "main(['generate', '--metadata', {metadata!r}, '--tables', {tables!r}, '--out', {out!r}{more}])"
        cli = "from dataverse_sdk.cli import main"
        twenty = {"metadata": str(metadata), "tables": TWENTY, "out": f"{folder}/twenty"}
        report("generate 20 tables", measured(f"{cli}; {generate.format(**twenty, more='')}"), "3,000 ms, 200 MB")
        report("... --check", measured(f"{cli}; {generate.format(**twenty, more=CHECK)}"), "same")
        everything = {"metadata": str(metadata), "tables": "*", "out": f"{folder}/everything"}
        report("generate all tables", measured(f"{cli}; {generate.format(**everything, more='')}", runs=1), "none")
        path = Path(folder)
        report("import the package of all tables", measured("import everything", "import dataverse_sdk.model", path), "10 ms")
        report("its first entity (Account)", measured("everything.Account", "import dataverse_sdk.model, everything", path), "none")


if __name__ == "__main__":
    main()
