"""The figures of the generator, of imports and of type checkers, measured in fresh processes and printed: time, and peak memory.

Ends with 1 where a type checker finds an error in what was generated: all tables and all messages of the document.

Run: python benchmarks/generation.py --metadata METADATA.xml.gz
"""

import argparse
import json
import os
import resource
import shutil
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


USE = """
from everything import Account, Contact, Incident

from dataverse_sdk import DataverseClient, Query


def use(client: DataverseClient) -> None:
    for row in client.query(Query(Contact).select(Contact.fullname).where(Contact.parentcustomerid_account.name == "x")):
        print(row.fullname)
    client.query(Query(Account).expand(Account.contact_customer_accounts)).one()
    client.query(Query(Incident).where(Incident.title.contains("x"))).count()
"""


def checked(folder: Path, command: list[str]) -> tuple[bool, tuple[float, float]]:
    """Whether a type checker is content, its processor time in milliseconds, and the peak memory of any process so far in megabytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "MYPYPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:])
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode == 0, (seconds * 1000, after.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def check_types(folder: Path) -> bool:
    """Has mypy and pyright check the package of all tables and a file that uses it."""
    (folder / "use.py").write_text(USE, "utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "everything", "use.py"]
    content, figures = checked(folder, mypy)
    report("mypy --strict on all of it, cold", figures, "8,000 ms")
    pyright = shutil.which("pyright", path=str(Path(sys.executable).parent)) or shutil.which("pyright")
    if pyright is None:
        print("pyright is not installed")
        return content
    for what, goal in (("use.py", "2,000 ms"), ("everything", "none")):
        settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": [str(ROOT / "src")], "include": [what]}
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
        agreed, figures = checked(folder, [pyright, "--pythonpath", sys.executable, "-p", str(folder)])
        report(f"pyright strict on {what}", figures, goal)
        content = content and agreed
    return content


def main() -> int:
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
        messages = ", '--messages', '*'"
        report("generate all tables and messages", measured(f"{cli}; {generate.format(**everything, more=messages)}", runs=1), "none")
        path = Path(folder)
        report("import the package of all tables", measured("import everything", "import dataverse_sdk.model", path), "5 ms")
        before = "import dataverse_sdk.model, everything"
        report("its first entity (Task, 80 columns)", measured("everything.Task", before, path), "5 ms")
        report("... Account (200 columns, 170 navigations)", measured("everything.Account", before, path), "none")
        return 0 if check_types(path) else 1


if __name__ == "__main__":
    sys.exit(main())
