"""Loaders of the open files a screening reads; each checks its file and says what it doubts."""
