"""A PostgreSQL server of the benchmark's own, and a proxy in front of it that makes the way to it longer."""
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

# The commands beside the server: what Debian has in /usr/bin is a script in front of them, which takes longer to start
# than psql does to run.
PROGRAMS = max(
    glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4]),
    default=os.path.dirname(shutil.which("initdb") or ""))

# As `initdb` makes it, but for checkpoints, which would fall into the run of one tool and not of another.
SETTINGS = "max_wal_size = 4GB\ncheckpoint_timeout = 30min\nlogging_collector = off\nlog_min_messages = fatal\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A server with an empty data folder, for as long as the benchmark runs."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="martlet-bench-server-", dir=os.environ.get("TMPDIR", "/tmp"))
        # PostgreSQL refuses to run as root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres")
        self.port = free_port()
        self.process = None

    def __enter__(self):
        data = f"{self.folder}/data"
        make = [f"{PROGRAMS}/initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*self.user, *make], check=True, stdout=subprocess.DEVNULL)
        with open(f"{data}/postgresql.conf", "a") as settings:
            settings.write(SETTINGS)
        options = ["-c", "listen_addresses=127.0.0.1", "-p", str(self.port), "-k", self.folder]
        with open(f"{self.folder}/log", "wb") as log:
            self.process = subprocess.Popen(
                [*self.user, f"{PROGRAMS}/postgres", "-D", data, *options], stdout=log, stderr=log,
                start_new_session=True)
        while subprocess.run([f"{PROGRAMS}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if self.process.poll() is not None:
                sys.exit(f"the server did not start: {open(f'{self.folder}/log').read()[-1000:]}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        with open(f"{self.folder}/data/postmaster.pid") as file:
            postmaster = int(file.readline())
        stop = ["kill", "-INT", str(postmaster)]
        subprocess.run([*self.user, *stop], check=True)
        self.process.wait()
        shutil.rmtree(self.folder)


class Delay:
    """A proxy that hands everything on after a while, each way alike."""

    def __init__(self, target, round_trip):
        self.target, self.one_way = target, round_trip / 2
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source, sink):
        """What is under way together comes together: only the time is longer, not the pipe narrower."""
        try:
            while data := source.recv(1 << 16):
                time.sleep(self.one_way)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            sink.close()
