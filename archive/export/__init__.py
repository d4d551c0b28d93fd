"""What can be taken away: tables, citations."""
