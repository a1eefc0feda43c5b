"""Elasticsearch as one node on 127.0.0.1, without security, 1 GB of heap.

The distribution lacks its start script, so the launcher that this script would run is started here in its
place. It needs a JDK of the machine's own: the runtime beside it in the archive has no jdk.attach.
"""

import http.client
import shutil
from pathlib import Path

from scripts.services.accounts import Account
from scripts.services.distribution import elasticsearch_home
from scripts.services.places import can_reach, mirror, own_folder
from scripts.services.programs import find_jdk
from scripts.services.server import Command, Ground, Server, plain_env
from scripts.services.state import Record

HEAP = "-Xms1g -Xmx1g"
LAUNCHER = "org.elasticsearch.server.launcher.ServerLauncher"


class Elasticsearch(Server):
    name = "elasticsearch"
    limit = 120.0

    def prepare(self, ground: Ground) -> Command:
        jdk = find_jdk(ground.account)
        home = reachable_home(elasticsearch_home(), ground.place, ground.account)
        folder = own_folder(ground.place / "elasticsearch", ground.account)
        for name in ("data", "logs", "tmp", "config"):
            if name in ("tmp", "config"):
                shutil.rmtree(folder / name, ignore_errors=True)
            own_folder(folder / name, ground.account)
        _write_config(home / "config", folder, ground)
        java = jdk / "bin/java"
        env = plain_env(folder) | {
            "JAVA": str(java),
            "JAVA_TYPE": "ES_JAVA_HOME",
            "ES_JAVA_HOME": str(jdk),
            "ES_HOME": str(home),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_DISTRIBUTION_TYPE": "zip",
            "ES_JAVA_OPTS": HEAP,
            "ES_TMPDIR": str(folder / "tmp"),
            "HOSTNAME": "localhost",
        }
        words: list[str | Path] = [java, "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"]
        words += ["-cp", f"{home}/lib/tools/server-launcher/*", LAUNCHER]
        log = ground.place / "elasticsearch.log"
        # The launcher takes its working folder for Elasticsearch's own, whatever ES_HOME says.
        return Command(words, env, home, log, f"http://127.0.0.1:{ground.port}")

    def is_ready(self, record: Record) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", record.port, timeout=5)
        try:
            connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=2s")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def reachable_home(home: Path, place: Path, account: Account | None) -> Path:
    """The server's files where its account can read them: root's cache usually hides from everyone else."""
    if can_reach(home / "lib", account):
        return home
    mirrored = place / home.name
    if not mirrored.is_dir():
        mirror(home, mirrored)
    return mirrored


def settings(folder: Path, ports: list[int]) -> str:
    """The whole elasticsearch.yml. Keys of modules that this build lacks (geoip, ml) would stop the start."""
    return "\n".join(
        [
            "cluster.name: odd17-tests",
            "discovery.type: single-node",
            "network.host: 127.0.0.1",
            f"http.port: {ports[0]}",
            f"transport.port: {ports[1]}",
            f'path.data: "{folder / "data"}"',
            f'path.logs: "{folder / "logs"}"',
            "xpack.security.enabled: false",
            # A laptop's disk that is 90 % full would leave every new index without a shard.
            "cluster.routing.allocation.disk.threshold_enabled: false",
            "",
        ]
    )


def _write_config(shipped: Path, folder: Path, ground: Ground) -> None:
    config = folder / "config"
    for file in shipped.iterdir():
        shutil.copyfile(file, config / file.name)
    (config / "elasticsearch.yml").write_text(settings(folder, ground.ports), encoding="utf-8")
    for file in config.iterdir():
        file.chmod(0o644)
        if ground.account is not None:
            shutil.chown(file, ground.account.uid, ground.account.gid)
