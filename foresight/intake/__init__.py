"""The steward's line: a file is opened, recognised, placed, checked, compared with what is published, and published."""
