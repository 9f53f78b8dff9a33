"""A proxy on loopback that speaks TLS, by an authority made for the test, and asks who it is."""

import http.client
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from running import answering

USER, SECRET = "leser", "hemmelig-ord"


class Proxy(NamedTuple):
    """Where the proxy is, and the file of the authority that vouches for it."""

    address: str
    ca: Path


@contextmanager
def tls_proxy(behind: str, folder: Path) -> Iterator[Proxy]:
    """Hands on to the server behind it what those ask who know the secret."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(urlsplit(behind).netloc))
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with answering(server):
        yield Proxy(f"https://127.0.0.1:{server.server_port}", folder / "certificate.pem")


def _handler(behind: str) -> type[BaseHTTPRequestHandler]:
    known = f"Basic {b64encode(f'{USER}:{SECRET}'.encode()).decode()}"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def hand_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") != known:
                self.answer(401, "application/json", b'{"error": "unauthorized"}')
                return
            connection = http.client.HTTPConnection(behind)
            kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            connection.request(self.command, self.path, body, kind)
            answer = connection.getresponse()
            self.answer(answer.status, answer.headers["Content-Type"], answer.read())
            connection.close()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = hand_on  # noqa: N815

        def answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def certificate(folder: Path) -> tuple[Path, Path]:
    """The certificate of this very machine, vouched for by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
