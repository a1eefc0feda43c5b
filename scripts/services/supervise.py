"""Start, stop and look at the three servers. Nothing that runs is ever without its line in the state file."""

from collections.abc import Mapping
from pathlib import Path

from scripts.services.accounts import service_account
from scripts.services.console import Progress, ServiceError, complain, say, wait_until
from scripts.services.elasticsearch import Elasticsearch
from scripts.services.external import check, without_password
from scripts.services.places import choose_place, free_ports, tail
from scripts.services.postgresql import PostgreSQL
from scripts.services.processes import began_at, end, launch
from scripts.services.redis import Redis
from scripts.services.server import Ground, Server
from scripts.services.state import Given, Record, State, env_lines, locked
from scripts.services.versions import TITLES, VARIABLES

# The slowest first: it warms up while the others are prepared.
SERVERS: tuple[Server, ...] = (Elasticsearch(), PostgreSQL(), Redis())
PORTS_EACH = {"elasticsearch": 2}


def start(home: Path, environ: Mapping[str, str]) -> int:
    """Start what is missing, print the URLs, write them to `home/env`. Returns the exit code."""
    with locked(home) as state:
        own = _own_urls(state, environ)
        running = {server.name for server in SERVERS if server.name in own or state.running(server.name)}
        urls: dict[str, str] = {}
        failed: set[str] = set()
        for step in (_launch, _wait):
            for server in SERVERS:
                if server.name in failed or server.name in own:
                    continue
                try:
                    step(server, state)
                except (ServiceError, OSError) as exc:
                    failed.add(server.name)
                    complain(f"{server.title}: {_sentence(exc)}")
        for name in VARIABLES:
            try:
                if name in own:
                    check(name, own[name])
                if name not in failed:
                    urls[name] = own[name] if name in own else state.records[name].url
            except ServiceError as exc:
                failed.add(name)
                complain(f"{TITLES[name]}: {exc}")
        state.write_env(urls)
        if len(running) == len(SERVERS) and not failed:
            say("All three servers were already running.")
        for name, url in urls.items():
            say(f"{VARIABLES[name]}={without_password(url) if name in own else url}")
        return 1 if failed else 0


def _own_urls(state: State, environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that name a server of the user's own, and not one that was started here."""
    urls = {name: environ[variable] for name, variable in VARIABLES.items() if environ.get(variable)}
    return {name: url for name, url in urls.items() if name not in state.given or state.given[name].url != url}


def _sentence(exc: Exception) -> str:
    if isinstance(exc, ServiceError):
        return str(exc)
    return f"the system refused ({exc}): check the rights and the room left, then start again."


def _ground(server: Server, state: State) -> Ground:
    account = service_account()
    place = choose_place(state.home, state.place, account)
    if place != state.place:
        state.place = place
        state.save()
    given = state.given.get(server.name)
    ports = free_ports(given.ports if given else [], count=PORTS_EACH.get(server.name, 1))
    return Ground(place=place, account=account, ports=ports)


def _launch(server: Server, state: State) -> None:
    if state.running(server.name):
        return
    state.drop(server.name)
    ground = _ground(server, state)
    command = server.prepare(ground)
    with command.log.open("wb") as output:
        process = launch(command.words, env=command.env, account=ground.account, cwd=command.cwd, output=output)
    try:
        state.given[server.name] = Given(ports=ground.ports, url=command.url)
        record = Record(process.pid, began_at(process.pid), ground.port, command.url, str(command.log))
        state.put(server.name, record)
    except BaseException:
        process.kill()
        raise
    # The process is meant to outlive this program: Python need not warn that nobody waited for it.
    process.returncode = 0


def _wait(server: Server, state: State) -> None:
    record = state.records[server.name]
    progress = Progress(server.title, "starting")
    up = wait_until(
        lambda: server.is_ready(record), alive=lambda: record.is_alive, progress=progress, limit=server.limit
    )
    try:
        if not up:
            how = f"did not answer within {server.limit:.0f} s" if record.is_alive else "stopped while starting"
            raise ServiceError(
                f"it {how}. Cure what the end of {record.log} says, then start again:\n{tail(Path(record.log))}"
            )
        server.settle(record, _ground(server, state))
    except ServiceError:
        end(record.pid, record.began, polite=server.polite, title=server.title)
        state.drop(server.name)
        raise


def stop(home: Path) -> int:
    """End what `start` began, and only that; forget what has ended by itself."""
    failed = False
    with locked(home) as state:
        if not state.records:
            say("No server started here is running.")
        for server in SERVERS:
            record = state.records.get(server.name)
            if record is None:
                continue
            was_alive = record.is_alive
            try:
                end(record.pid, record.began, polite=server.polite, title=server.title)
            except ServiceError as exc:
                failed = True
                complain(f"{server.title}: {exc}")
                continue
            state.drop(server.name)
            say(f"{server.title}: {'stopped' if was_alive else 'had already ended'}.")
        state.write_env({name: record.url for name, record in state.records.items()})
    return 1 if failed else 0


def status(home: Path, environ: Mapping[str, str]) -> int:
    """One line for each server; 0 when all three answer."""
    state = State(home)
    own = _own_urls(state, environ)
    answering = 0
    for server in SERVERS:
        record = state.running(server.name)
        if server.name in own:
            try:
                check(server.name, own[server.name])
                answering += 1
                say(f"{server.title}: your own, {without_password(own[server.name])}")
            except ServiceError as exc:
                say(f"{server.title}: {exc}")
        elif record is None:
            say(f"{server.title}: not running.")
        elif server.is_ready(record):
            answering += 1
            say(f"{server.title}: running, {record.url}, process {record.pid}, log {record.log}")
        else:
            say(f"{server.title}: process {record.pid} does not answer (yet), log {record.log}")
    return 0 if answering == len(SERVERS) else 1


def env(home: Path, environ: Mapping[str, str]) -> int:
    """Print `export …` lines for a shell; 1 when a server is missing."""
    state = State(home)
    urls = _own_urls(state, environ)
    for name in VARIABLES:
        record = state.running(name)
        if record is not None and name not in urls:
            urls[name] = record.url
    say(env_lines(urls, prefix="export ").rstrip("\n"))
    missing = [TITLES[name] for name in VARIABLES if name not in urls]
    if missing:
        complain(f"Not running: {', '.join(missing)}. Start with `make services`.")
    return 1 if missing else 0
