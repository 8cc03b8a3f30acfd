"""What the measurements over HTTP share: servers on free ports, loaded by wrk on the machine that they run on."""
import argparse
import os
import pathlib
import platform
import re
import socket
import sys
import tempfile
import time
import urllib.request

DOCUMENT = pathlib.Path(__file__).resolve().parents[1] / "docs" / "performance.md"
# Loads come from one client, far beyond what a person may ask.
UNLIMITED = "1000000000"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(name, process, port, path="/mcp/api"):
    """The octets of the first answer."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{name} ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{name} does not answer")


def checked(output):
    """What wrk says, when every answer was 200."""
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"answers failed under load:\n{output}")
    return output


def machine():
    return f"{processor()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}"


def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def write(heading, section):
    """Puts a section in the place of the one of its heading, or behind the others."""
    text = DOCUMENT.read_text() if DOCUMENT.exists() else "# Performance\n\nRatios, measured in one run; absolute figures mean little elsewhere.\n"
    kept = [part for part in re.split(r"(?m)^(?=## )", text) if not part.startswith(heading)]
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text("\n".join([part.rstrip() + "\n" for part in kept] + [section]))


def main(document, callers, heading, measure, report, options=()):
    """Reads the arguments that every measurement has, measures in a folder of its own, prints the section and, if asked, writes it.
    `options` are pairs of a further option and what `add_argument` takes for it."""
    parser = argparse.ArgumentParser(description=document, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gorse", required=True, help="the release build of gorse")
    parser.add_argument("--bare", required=True, help="the release build of bare-http")
    for option, settings in options:
        parser.add_argument(option, **settings)
    parser.add_argument("--callers", type=lambda text: [int(part) for part in text.split(",")], default=callers)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size, rows = measure(arguments, pathlib.Path(folder))
    section = report(size, rows, arguments)
    print(section)
    if arguments.write:
        write(heading, section)
