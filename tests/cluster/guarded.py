"""A node with the security plugin: it speaks TLS alone, and lets those in who have a right."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cluster.nodes import SHORT_LIVED, Node, compile_node, fetch, making, settings, started
from cluster.proxy import certificate
from opensearchpy import OpenSearch
from running import until

PLUGIN = "org.opensearch.security.OpenSearchSecurityPlugin"
ADMIN, SECRET = "admin", "hemmelig-ord"  # the secret is that of every user
HASH = "$2b$04$HzEfLFy5tvMDKCVpbgvRbOrA3IMw7x.JK8Cuyigqr8n9Eg9dhymsS"  # of the secret, by bcrypt
PATIENCE = 60  # seconds until it has read who may do what
BASIC = {
    "http_enabled": True,
    "order": 0,
    "http_authenticator": {"type": "basic", "challenge": True},
    "authentication_backend": {"type": "internal"},
}


class Guarded(NamedTuple):
    """Where the node is, and the file of the authority that vouches for it."""

    address: str
    ca: Path

    def client(self, user: str) -> OpenSearch:
        """Asks it as a user."""
        return OpenSearch(self.address, http_auth=(user, SECRET), ca_certs=str(self.ca))


@contextmanager
def guarded_node(roles: Mapping[str, Any]) -> Iterator[Guarded]:
    """A node that knows a user of each of the roles, and ADMIN, who may do everything."""
    with making() as folder:
        try:
            fetch(folder, "-P", "guarded")
        except RuntimeError:
            pytest.skip("the security plugin cannot be had: see `mvn -P guarded` of tests/cluster")
        _unpack(folder / "jars")
        compile_node(folder)
        ca, key = certificate(folder / "config")
        _write_users(folder / "config" / "opensearch-security", roles)
        (own,) = settings(folder, 1)
        node = Node(folder, own | _security(ca, key), (*SHORT_LIVED, f"-Dplugin={PLUGIN}"))
        with started([node]):
            guarded = Guarded(node.address.replace("http:", "https:"), ca)
            with guarded.client(ADMIN) as admin:
                until(admin.ping, PATIENCE)
            yield guarded


def _unpack(jars: Path) -> None:
    """Lay the parts of the plugin beside those of the server, which has some of them."""
    (plugin,) = jars.glob("*.zip")
    with zipfile.ZipFile(plugin) as file:
        there = {path.name for path in jars.iterdir()}
        parts = {name for name in file.namelist() if name.endswith(".jar")}
        file.extractall(jars, parts - there)
    plugin.unlink()


def _security(ca: Path, key: Path) -> dict[str, str]:
    layers = {
        f"plugins.security.ssl.{layer}.{name}_filepath": str(path)
        for layer in ("transport", "http")
        for name, path in (("pemcert", ca), ("pemtrustedcas", ca), ("pemkey", key))
    }
    return {
        **layers,
        "plugins.security.ssl.http.enabled": "true",
        "plugins.security.nodes_dn": "CN=loopback",
        "plugins.security.allow_default_init_securityindex": "true",
    }


def _write_users(folder: Path, roles: Mapping[str, Any]) -> None:
    """Write what the plugin reads when it starts for the first time."""
    own = {role: {"users": [role]} for role in roles}
    files = {
        "config": {"config": {"dynamic": {"authc": {"basic": BASIC}}}},
        "internal_users": {user: {"hash": HASH} for user in (ADMIN, *roles)},
        "roles": roles,
        "roles_mapping": {**own, "all_access": {"users": [ADMIN]}},
        "action_groups": {},
        "tenants": {},
        "nodes_dn": {},
        "allowlist": {"config": {"enabled": False}},
        "whitelist": {"config": {"enabled": False}},
        "audit": {"config": {"enabled": False}},
    }
    folder.mkdir()
    for name, said in files.items():
        about = {"type": name.replace("_", ""), "config_version": 2}
        (folder / f"{name}.yml").write_text(json.dumps({"_meta": about, **said}))  # JSON is YAML
