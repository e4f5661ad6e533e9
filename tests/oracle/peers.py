"""Installs and drives the other schedulers: MPXJ (PyPI package mpxj, Java) and TaskJuggler (tj3)."""
import os, shutil, subprocess, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "oracle"


def mpxj():
    """The class path of MPXJ with our driver; None, said aloud, when it cannot be had."""
    if not shutil.which("javac"):
        print("  no Java compiler (javac): install a JDK 17")
        return None
    lib = CACHE / "py" / "mpxj" / "lib"
    if not lib.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(CACHE / "py"), "mpxj"]
        if subprocess.run(pip).returncode != 0:
            return None
    classes = CACHE / "classes"
    classes.mkdir(parents=True, exist_ok=True)
    path = f"{lib}/*:{classes}"
    built = classes / "Oracle.class"
    source = HERE / "Oracle.java"
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        if subprocess.run(["javac", "-cp", path, "-d", str(classes), str(source)]).returncode != 0:
            return None
    return path


def schedule(path, xml, bench=0):
    """The dates MPXJ computes: a row for each task. With bench, its seconds of CPU instead."""
    command = ["java", "-Xss1g", "-cp", path, "Oracle", str(xml)] + ([str(bench)] if bench else [])
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"MPXJ failed on {xml}: {run.stderr[-2000:]}")
    rows = [line.split("\t")[1:] for line in run.stdout.splitlines() if line.startswith("@\t")]
    return rows


def tj3():
    if shutil.which("tj3"):
        return "tj3"
    print("  no TaskJuggler: apt-get install tj3")
    return None
