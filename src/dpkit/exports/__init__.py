"""Packages in other formats, and back: CSV, JSON Lines, SQLite, DuckDB, Parquet. Rows stream; nothing is lost."""

from dpkit.exports.convert import FORMATS, convert

__all__ = ["FORMATS", "convert"]
