"""Addresses with host, for what is read elsewhere than on our pages."""

from flask import current_app, request

from searchsvc.config import Config
from searchsvc.wording import page_address


def config() -> Config:
    """The settings of this application."""
    return current_app.extensions["config"]  # type: ignore[no-any-return]


def site() -> str:
    """Scheme and host of the service: as configured, else as this request has them."""
    return (config().address or request.host_url).rstrip("/")


def canonical(path: str) -> str:
    """An address of ours for a page: with host where one is configured, never a claimed one."""
    return config().address.rstrip("/") + path


def absolute(path: str) -> str:
    """An address of ours with scheme and host."""
    return site() + path


def thing_address(record_id: str) -> str:
    """The absolute address of a thing's page, in the reader's language."""
    return absolute(page_address("resource", thing_id=record_id))
