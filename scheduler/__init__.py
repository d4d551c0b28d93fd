"""The control desk: decides when, by clock or by hand; tells people."""
