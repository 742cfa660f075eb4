"""The shipped gazetteer: known campuses and candidate places, so that planning needs no files."""

from gigaplan.sites.gazetteer.places import Campus, campus, campuses

__all__ = ["Campus", "campus", "campuses"]
