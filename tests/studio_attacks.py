"""Attacks on the studio: tried in tests against the real command, and written into the documentation."""

from __future__ import annotations

import http.client
import io
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from tests.studio_server import Server, served

TINY = (files("gigaplan.scenario") / "library" / "tiny.yaml").read_text(encoding="utf-8")
SCRIPT = "<script>alert(1)</script>"
PATIENCE = 60.0
MANY = 1000
PROGRAM = Path(sys.executable).resolve().read_bytes()[:200_000]


@dataclass(frozen=True)
class Attack:
    """What was tried, how, and what a good answer is."""

    title: str
    sent: str
    attempt: Callable[[Server], str]
    outcome: str


def client(server: Server) -> httpx2.Client:
    return httpx2.Client(base_url=server.link, timeout=PATIENCE)


def _upload(server: Server, content: bytes | str, name: str = "plan.yaml") -> httpx2.Response:
    raw = content.encode() if isinstance(content, str) else content
    with client(server) as browser:
        return browser.post("/drafts/upload", files={"file": (name, raw)})


def _uploaded(content: bytes | str, name: str = "plan.yaml") -> Callable[[Server], str]:
    def attempt(server: Server) -> str:
        return str(_upload(server, content, name).status_code)

    return attempt


def _drafted(server: Server) -> str:
    with client(server) as browser:
        made = browser.post("/drafts", data={"source": "tiny"})
    return made.headers["location"].split("/")[2]


def _raw(
    server: Server, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> http.client.HTTPResponse:
    """Send a request as it stands, without any tidying of its path."""
    place = urlsplit(server.link)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body or None)
    return connection.getresponse()


def _claimed_length(server: Server) -> str:
    return str(_raw(server, "POST", "/drafts/upload", {"Content-Length": str(10**12)}).status)


def _endless(server: Server) -> str:
    def pieces() -> object:
        for _ in range(100):
            yield b"x" * 100_000

    with client(server) as browser:
        try:
            answer = browser.post("/drafts/upload", content=pieces())  # type: ignore[arg-type]
        except httpx2.TransportError:
            return "413"  # the server hung up while more was being sent
    return str(answer.status_code)


def _paths(server: Server) -> str:
    tried = (
        "/runs/../../../../etc/passwd",
        "/runs/..%2f..%2f..%2fetc%2fpasswd",
        "/runs/%2e%2e/report",
        "/runs/..%5c..%5c/download",
        "/runs/tiny-00000000%0d%0aSet-Cookie:x=1/download",
        "/static/../../../../../etc/passwd",
        "/static/..%2f..%2fguard.py",
        "//etc/passwd",
        "/compare?run=../../etc&run=..%2f..%2f",
    )
    answers = [_raw(server, "GET", path, {}) for path in tried]
    leaked = any(b"root:" in one.read() or one.getheader("set-cookie") for one in answers)
    return "leaked" if leaked else ", ".join(sorted({str(one.status) for one in answers}))


def _file_name(server: Server) -> str:
    before = {path.name for path in server.runs.parent.iterdir()}
    place = _upload(server, TINY, "../../../../tmp/evil.yaml").headers["location"]
    outside = {path.name for path in server.runs.parent.iterdir()} - before
    return f"{place.split('/')[2].rpartition('-')[0]}, {len(outside)} files outside"


def _base_of_a_file(server: Server) -> str:
    answer = _upload(server, "based_on: /etc/passwd\n")
    return f"{answer.status_code}{', leaked' if 'root:' in answer.text else ''}"


def _hours_of_a_file(server: Server) -> str:
    named = TINY.replace("hours: {flat", "hours: {weather: 'epw:/etc/passwd', flat", 1)
    answer = _upload(server, named)
    return f"{answer.status_code}{', leaked' if 'root:' in answer.text else ''}"


def _python_tag(server: Server) -> str:
    mark = server.runs / "executed"
    _upload(server, f'title: !!python/object/apply:os.system ["touch {mark}"]\n')
    return "executed" if mark.exists() else "read as plain entries, nothing executed"


def _linked(server: Server) -> str:
    """Put links to a file and to a folder of this machine into a run's folder, and download the run."""
    name, secret = _drafted(server), server.runs.parent / "secret"
    secret.mkdir(exist_ok=True)
    (secret / "key").write_text("not to be given away", encoding="utf-8")
    (server.runs / name / "key").symlink_to(secret / "key")
    (server.runs / name / "secret").symlink_to(secret)
    with client(server) as browser:
        packed = zipfile.ZipFile(io.BytesIO(browser.get(f"/runs/{name}/download").content))
    leaked = any(b"given away" in packed.read(one) for one in packed.namelist())
    held = ", ".join(sorted(one.rpartition("/")[2] for one in packed.namelist()))
    return "leaked" if leaked else f"without them: {held}"


def _archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("plan.yaml", TINY)
    return made.getvalue()


def _forged(headers: dict[str, str]) -> Callable[[Server], str]:
    def attempt(server: Server) -> str:
        with client(server) as browser:
            return str(browser.post("/drafts", data={"source": "tiny"}, headers=headers).status_code)

    return attempt


def _rebound(server: Server) -> str:
    return str(_raw(server, "GET", "/", {"Host": "evil.example"}).status)


def _script(server: Server) -> str:
    text = TINY.replace("Tiny, solvable by hand", SCRIPT).replace("title: North", f"title: '{SCRIPT}'")
    place = _upload(server, text, f"{SCRIPT}.yaml").headers["location"]
    with client(server) as browser:
        pages = [browser.get(path).text for path in (place, "/", place.replace("edit", "text"))]
    bare = sum(SCRIPT in page for page in pages)
    return f"{bare} of {len(pages)} pages hold it unescaped"


def _no_such_entry(server: Server) -> str:
    name = _drafted(server)
    with client(server) as browser:
        tried = ("__class__", "sites.__init__.__globals__", "money.budget.0", "../scenario")
        codes = {
            browser.post(f"/runs/{name}/change", data={"entry": one, "value": "1"}).status_code
            for one in tried
        }
    return ", ".join(map(str, sorted(codes)))


def _power_of_nines(server: Server) -> str:
    name = _drafted(server)
    with client(server) as browser:
        told = browser.post(f"/runs/{name}/change", data={"entry": "money.budget", "value": "9⁹⁹⁹⁹⁹⁹⁹⁹ USD"})
    return "a finding at the field" if "1 finding" in told.text else told.text


def _many_readers(server: Server) -> str:
    """Hold all connections open, each with a request but for its last line; then send all last lines, then read."""
    name, place = _drafted(server), urlsplit(server.link)
    paths = ("/", f"/runs/{name}/edit", "/static/studio.css", f"/runs/{name}/scenario.yaml")
    asked = [
        http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE) for _ in range(MANY)
    ]
    for number, one in enumerate(asked):
        one.connect()
        one.send(f"GET {paths[number % len(paths)]} HTTP/1.1\r\nHost: {place.netloc}\r\n".encode())
    for one in asked:
        one.send(b"\r\n")
    codes = []
    for one in asked:
        answer = http.client.HTTPResponse(one.sock)
        answer.begin()
        codes.append(answer.status if answer.read() else 0)
        one.close()
    return f"{codes.count(200):,} answered with 200"


def _many_starts(server: Server) -> str:
    name = _drafted(server)
    with ThreadPoolExecutor(100) as pool, client(server) as browser:
        codes = list(pool.map(lambda _: browser.post(f"/runs/{name}/start").status_code, range(100)))
        for _ in range(2):
            browser.post(f"/runs/{name}/cancel")
    return f"{codes.count(303)} started, {codes.count(422)} refused"


def _idle(server: Server) -> str:
    place = urlsplit(server.link)
    held = [
        http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE) for _ in range(300)
    ]
    for one in held:
        one.connect()
        one.send(b"POST /drafts HTTP/1.1\r\nHost: ")
    status = _raw(server, "GET", "/", {}).status
    for one in held:
        one.close()
    return str(status)


def _from_elsewhere(server: Server) -> str:
    with served(server.runs.parent / "elsewhere", "--host", "0.0.0.0") as other:
        place = urlsplit(other.link)
        base = f"http://127.0.0.1:{place.port}"
        without = httpx2.get(base).status_code
        wrong = httpx2.get(base, params={"token": "guessed"}).status_code
        right = httpx2.get(base, params={"token": other.token})
        cookie = right.headers["set-cookie"]
        inside = httpx2.get(base, headers={"Cookie": cookie.partition(";")[0]}).status_code
        other.process.kill()
        said = other.process.stdout.read() if other.process.stdout else ""
    safe = "HttpOnly" in cookie and "SameSite=strict" in cookie and other.token not in said
    return f"{without} without, {wrong} with a guess, {inside} with it" + ("" if safe else ", and it leaks")


def _laughs(last: str = "") -> str:
    lines = [f"a: &a [{','.join('x' * 9)}]"]
    lines += [
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    ]
    return "\n".join([*lines, last])


FORGED = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
)
CASES = (
    Attack("an upload that says it is a terabyte", "Content-Length: 1000000000000", _claimed_length, "413"),
    Attack("an upload without a length that does not end", "10 MB in pieces", _endless, "413"),
    Attack("an upload of 270 kB", "one long title", _uploaded("title: " + "x" * 270_000), "422"),
    Attack("a picture named as a scenario", "PNG bytes in plan.yaml", _uploaded(b"\x89PNG\r\n\x1a\n\x00" * 9), "422"),
    Attack("a program named as a scenario", "this machine's Python (ELF), 200 kB of it, in plan.yaml", _uploaded(PROGRAM), "422"),
    Attack("an archive named as a scenario", "a zip that holds a scenario, in plan.yaml", _uploaded(_archive()), "422"),
    Attack("a page", "plan.html", _uploaded("<html>", "plan.html"), "422"),
    Attack("links in a run's folder to files elsewhere, then a download", "key -> ../../secret/key, secret -> ../../secret", _linked, "without them: card.json, scenario.yaml"),
    Attack("text that is no YAML", "title: [", _uploaded("title: ["), "422"),
    Attack("a file name that climbs", "../../../../tmp/evil.yaml", _file_name, "evil, 0 files outside"),
    Attack("links that climb", "/runs/..%2f..%2fetc%2fpasswd and eight more", _paths, "404"),
    Attack("a scenario based on a file of this machine", "based_on: /etc/passwd", _base_of_a_file, "422"),
    Attack("hours from a file of this machine", "weather: epw:/etc/passwd", _hours_of_a_file, "422"),
    Attack("code in a scenario", '!!python/object/apply:os.system ["touch executed"]', _python_tag, "read as plain entries, nothing executed"),
    Attack("a form on another site", "Origin: http://evil.example", _forged(FORGED[0]), "403"),
    Attack("a form in a sandboxed frame", "Origin: null", _forged(FORGED[1]), "403"),
    Attack("a request another site's script makes", "Sec-Fetch-Site: cross-site", _forged(FORGED[2]), "403"),
    Attack("another name for this address (DNS rebinding)", "Host: evil.example", _rebound, "421"),
    Attack("a script in a title, a site and a file name", SCRIPT, _script, "0 of 3 pages hold it unescaped"),
    Attack("a billion laughs", "nine lists of nine aliases, nine deep", _uploaded(_laughs()), "422"),
    Attack("a billion laughs as a name", "? [*j, *j]", _uploaded(_laughs("? [*j, *j]\n: 1\n")), "422"),
    Attack("a list that holds itself", "title: &a [*a]", _uploaded("title: &a [*a]"), "422"),
    Attack("200,000 brackets", "title: [[[[…", _uploaded("title: " + "[" * 200_000), "422"),
    Attack("entries of Python objects", "entry=sites.__init__.__globals__", _no_such_entry, "404"),
    Attack("an amount that takes for ever", "9⁹⁹⁹⁹⁹⁹⁹⁹ USD", _power_of_nines, "a finding at the field"),
    Attack("1,000 requests in flight together", "1,000 open connections, one request on each, none read before all are sent", _many_readers, "1,000 answered with 200"),
    Attack("100 starts of one run at once", "POST /runs/ID/start", _many_starts, "1 started, 99 refused"),
    Attack("300 connections that never finish a request", "POST /drafts HTTP/1.1, and nothing more", _idle, "200"),
    Attack("a studio on every address, without its token", "--host 0.0.0.0", _from_elsewhere, "401 without, 401 with a guess, 200 with it"),
)  # fmt: skip
