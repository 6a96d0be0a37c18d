"""Briefs: pictures and tables from the pages, put in an order with words, and written as files for a desk."""
