"""The blueprint that every page belongs to, once in each language."""

from flask import Blueprint

pages = Blueprint("pages", __name__)
