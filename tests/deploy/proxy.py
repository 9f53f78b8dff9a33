"""nginx and Caddy as the examples in deploy/ have them, but for ports and places."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from page import ROOT
from running import PATIENCE, until

NAME = "sok.kommunen.example"
READER = "127.0.0.77"  # neither the proxy's nor the service's
PATH = f"{os.environ['PATH']}:/usr/sbin"
CERTIFICATE = (
    *("openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2"),
    *("-subj", f"/CN={NAME}", "-keyout", "privkey.pem", "-out", "fullchain.pem"),
)
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/whole.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    {site}
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A web server that has begun in front of the service."""

    port: int
    plain: int  # the port without TLS
    folder: Path  # of all that it writes

    def connect(self, port: int = 0) -> socket.socket:
        """A reader's connection, to the port with TLS; but without it."""
        address = ("127.0.0.1", port or self.port)
        return socket.create_connection(address, timeout=PATIENCE, source_address=(READER, 0))

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """What a reader is answered, over TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return answer_of(context.wrap_socket(self.connect(), server_hostname=NAME), path, headers)

    def ask_plainly(self, path: str) -> http.client.HTTPResponse:
        """What a reader is answered who begins without TLS."""
        return answer_of(self.connect(self.plain), path, {})

    def written(self) -> str:
        """All that it has written down."""
        files = [path for path in self.folder.iterdir() if path.suffix == ".log"]
        return "".join(path.read_text(encoding="utf-8") for path in files)


Begin = Callable[[int, Path], AbstractContextManager[Proxy]]


def answer_of(
    connected: socket.socket, path: str, headers: Mapping[str, str]
) -> http.client.HTTPResponse:
    """What is answered over a connection, which is closed then."""
    with closing(http.client.HTTPConnection(NAME)) as connection:
        connection.sock = connected
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer


@contextmanager
def nginx(service: int, folder: Path) -> Iterator[Proxy]:
    """nginx before the port of a service; it writes in a folder."""
    port, plain = free_ports()
    run(CERTIFICATE, folder)
    site = example(
        "nginx.conf",
        {
            "127.0.0.1:8000": f"127.0.0.1:{service}",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen [::]:80;": "",
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "listen [::]:443 ssl http2;": "",
            "/var/log/nginx": str(folder),
            f"/etc/letsencrypt/live/{NAME}": str(folder),
        },
    )
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, site=site), encoding="utf-8")
    command = ("nginx", "-e", "early.log", "-p", str(folder), "-c", str(settings))
    run((*command, "-t"), folder)
    with serving(command, Proxy(port, plain, folder)) as proxy:
        yield proxy


@contextmanager
def caddy(service: int, folder: Path) -> Iterator[Proxy]:
    """Caddy before the port of a service; it writes in a folder."""
    port, plain = free_ports()
    site = example(
        "Caddyfile",
        {
            "127.0.0.1:8000": f"127.0.0.1:{service}",
            "\n{\n": f"\n{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {plain}\n"
            f"\thttps_port {port}\n\tdefault_bind 127.0.0.1\n",
            f"\n{NAME} {{\n": f"\n{NAME} {{\n\ttls internal\n",
            "lb_try_duration 10s": "lb_try_duration 1s",
        },
    )
    (folder / "Caddyfile").write_text(site, encoding="utf-8")
    run(("caddy", "validate"), folder)
    with serving(("caddy", "run"), Proxy(port, plain, folder)) as proxy:
        yield proxy


def example(name: str, instead: Mapping[str, str]) -> str:
    """An example of deploy/ with some of its words replaced."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    for words, others in instead.items():
        assert words in text
        text = text.replace(words, others)
    return text


def free_ports() -> tuple[int, int]:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        return int(one.getsockname()[1]), int(two.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": PATH, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}


def run(command: tuple[str, ...], folder: Path) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment(folder))


@contextmanager
def serving(command: tuple[str, ...], proxy: Proxy) -> Iterator[Proxy]:
    """Run a proxy until the block ends."""
    with (proxy.folder / "said.log").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=proxy.folder, env=environment(proxy.folder), stdout=said, stderr=said
        )

    def answers() -> bool:
        assert process.poll() is None, proxy.written()
        with suppress(OSError):
            return proxy.ask("/").status > 0
        return False

    try:
        until(answers)
        yield proxy
    finally:
        process.terminate()
        process.wait(PATIENCE)


def is_there(name: str) -> bool:
    return shutil.which(name, path=PATH) is not None
