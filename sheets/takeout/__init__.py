"""Sheets that go out: listings, searches, templates, reports, each as XLSX, ODS or CSV."""
