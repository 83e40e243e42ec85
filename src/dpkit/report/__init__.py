"""Findings and build summaries in the form that people, editors and CI servers read; nothing here writes anywhere.

Each format is a module with one function from the same sorted findings to text; `formats.render` picks one by name.
"""
