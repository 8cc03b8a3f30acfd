"""A private PostgreSQL server for nodes that share a database, reached over a socket in its own folder."""

import contextlib
import glob
import os
import shutil
import signal
import subprocess
import tempfile


class PostgreSQL:
    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder

    @property
    def url(self):
        return f"postgres://gorse@/postgres?host={self.folder}"

    def query(self, sql):
        """The rows, their columns apart by `|`."""
        command = [f"{self.programs}/psql", "-h", self.folder, "-U", "gorse", "-d", "postgres", "-Atc", sql]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@contextlib.contextmanager
def running_postgresql():
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    assert programs, "PostgreSQL is missing: bin/test installs it"
    owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    folder = tempfile.mkdtemp(prefix="gorse-pg-")
    if owner:
        shutil.chown(folder, "postgres")
    data = f"{folder}/data"
    subprocess.run(
        [*owner, f"{programs[-1]}/initdb", "-D", data, "-U", "gorse", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync"],
        cwd=folder, capture_output=True, check=True)
    with open(f"{folder}/log", "w") as log:
        process = subprocess.Popen(
            [*owner, f"{programs[-1]}/postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"], cwd=folder,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        subprocess.run(
            ["sh", "-c", f"for i in $(seq 200); do {programs[-1]}/pg_isready -q -h {folder} && exit 0; sleep 0.1; done; exit 1"], check=True)
        yield PostgreSQL(programs[-1], folder)
    finally:
        with open(f"{data}/postmaster.pid") as file:
            os.kill(int(file.readline()), signal.SIGINT)
        process.wait(timeout=30)
        shutil.rmtree(folder)
