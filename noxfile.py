# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2024.10"]
# ///
"""The commands of this project: `python3 noxfile.py -s demo`, `-s tests`; `-l` lists them all.

Run by a bare Python, this file makes `.venv`, installs nox there and goes on; `uv run noxfile.py` and `pipx run noxfile.py` work too.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent

try:
    import nox
except ImportError:
    if __name__ != "__main__":
        raise
    python = HERE / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print("noxfile: making .venv", flush=True)
        venv.create(HERE / ".venv", with_pip=True)
    if subprocess.run([python, "-c", "import nox"], capture_output=True).returncode:
        print("noxfile: installing nox into .venv", flush=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "nox>=2024.10"], check=True)
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], check=False).returncode)

nox.options.sessions = ["tests"]
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
PYTHONS = ["3.11", "3.12", "3.13"]
PURE = ",".join(
    f"src/dataverse_sdk/{room}" for room in ("errors.py", "wire/*", "model/*", "query/*", "operations/*", "schema/*", "codegen/*")
)


def install(session: nox.Session, *groups: str) -> None:
    """Installs the package with every extra, and the dependency groups of pyproject.toml."""
    declared = nox.project.load_toml("pyproject.toml")
    wanted = [requirement for group in groups for requirement in nox.project.dependency_groups(declared, group)]
    session.install("--quiet", "-e", ".[all]", *wanted)


@nox.session
def tests(session: nox.Session) -> None:
    """Lint, types, and the whole suite with branch coverage: what CI runs."""
    install(session, "types", "lint")
    session.notify("witness", posargs=[])
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("pyright")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "-n", "2", *session.posargs)
    # Told, not judged: a process that a test killed leaves a torn data file behind.
    session.run("coverage", "combine", "--quiet", success_codes=[0, 1])
    session.run("coverage", "report", "--skip-covered", "--ignore-errors", success_codes=[0, 1])
    # The rooms that do no input or output: the aim is the last branch, and made-up examples may miss one now and then.
    session.run("coverage", "report", "--skip-covered", "--ignore-errors", "--fail-under=99", f"--include={PURE}")


@nox.session
def quick(session: nox.Session) -> None:
    """The inner loop, under a minute: rooms that need no network and no second program, without what is slow; `-- PATH` chooses."""
    install(session, "test")
    rooms = session.posargs or [f"tests/{room}" for room in "house wire model schema query operations emulator dsr".split()]
    later = (
        "query/*judges* query/*answers* query/test_aggregates* operations/*hostile* operations/test_pages* emulator/query/* "
        "emulator/witnesses/* emulator/*anything* emulator/*round_trip* dsr/catalogues/* dsr/report/* dsr/*crash* dsr/*secret* "
        "dsr/*mutant* dsr/*made* dsr/*cli* dsr/*execution* dsr/*discovery* dsr/test_re????ing.py"
    ).split()
    ignored = [] if session.posargs else [f"--ignore-glob=tests/{path}" for path in later]
    session.run("pytest", "-q", "-n", "2", "-m", "not slow", *ignored, *rooms)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The suite on every supported Python."""
    install(session, "test")
    session.run("pytest", "-q", "-n", "2", *session.posargs)


@nox.session
def lowest(session: nox.Session) -> None:
    """The suite on the lowest declared version of each dependency."""
    declared = nox.project.load_toml("pyproject.toml")["project"]
    extras = [bound for name, bounds in declared["optional-dependencies"].items() if name != "all" for bound in bounds]
    bounds = [bound.split(",")[0] for bound in (*declared["dependencies"], *extras)]
    install(session, "test")
    session.install("--quiet", *(bound.replace(">=", "==") for bound in bounds))
    session.run("pytest", "-q", "-n", "2", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict on the packages and on the typing tests; pyright on the typing tests."""
    install(session, "types")
    session.run("mypy")
    session.run("pyright")


@nox.session
def lint(session: nox.Session) -> None:
    """ruff, as a check; `-- --fix` repairs what it can."""
    session.install("--quiet", "ruff>=0.8")
    session.run("ruff", "check", ".", *session.posargs)
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]), ".")


@nox.session
def generate(session: nox.Session) -> None:
    """Writes `dataverse_sdk.tables` again; with `-- --check` only says whether it is up to date."""
    install(session)
    session.run("dataverse-sdk", "generate", "--metadata", "stock", "--tables", "*", "--out", "src/dataverse_sdk/tables", *session.posargs)


@nox.session
def witness(session: nox.Session) -> None:
    """Clients nobody here wrote, against the emulator, in an environment of its own; part of `tests`. Node's, where there is Node."""
    install(session, "witness")
    environment = {"WITNESSES": "required"}
    if shutil.which("npm") and shutil.which("node"):
        packages = Path(session.virtualenv.location) / "packages"
        packages.mkdir(exist_ok=True)
        options = ["--silent", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000", "--prefix", packages]
        # The README asks for a Python package index and nothing else, so npm may find no registry of its own.
        session.run("npm", "install", *options, "dynamics-web-api@2.5.0", external=True, success_codes=range(256))
        if (packages / "node_modules" / "dynamics-web-api").is_dir():
            environment["WITNESS_PACKAGES"] = str(packages)
        else:
            session.warn("npm reached no registry: DynamicsWebApi is left out")
    session.run("pytest", "-q", "tests/emulator/witnesses", *session.posargs, env=environment)


@nox.session
def matrix(session: nox.Session) -> None:
    """Every fault against every operation over every HTTP library that a client can be given: some 2,200 cells, several minutes."""
    install(session, "test")
    session.run("pytest", "-q", "-n", "2", "tests/network", *session.posargs, env={"DATAVERSE_WHOLE_MATRIX": "1"})


@nox.session
def crash(session: nox.Session) -> None:
    """Every fault at every step of an erasure, in pairs, in made-up environments: 150,000 runs; `-- --minutes 15` ends it."""
    install(session, "test")
    for name, *options in (["crash_matrix", *session.posargs], ["crash_workers"], ["crash_kills"], ["made_environments"]):
        session.run("python", f"tests/dsr/{name}.py", *options)


@nox.session
def mutants(session: nox.Session) -> None:
    """Takes the guards of the privacy tool away, one at a time: a test must notice each. `-- H12 --pairs 20` chooses."""
    install(session, "test")
    session.run("python", "tests/dsr/mutation.py", *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """The main job on the embedded Dataverse: a person's data found, reported, masked and verified."""
    install(session)
    session.run("dataverse-dsr", "demo", "--out", "demo-output", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measures; prints ratios; never part of the tests."""
    install(session, "test", "bench")
    for script in sorted(HERE.glob("benchmarks/*.py")):
        session.run("python", str(script), *session.posargs)


if __name__ == "__main__":
    nox.main()
