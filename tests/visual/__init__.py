"""Tests that look at finished files in the programs that a reader opens them in."""
