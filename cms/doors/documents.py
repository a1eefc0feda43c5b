"""The documents that may be uploaded, by the extension that makes them so, and what each is served as.

What a browser could run is not among them, and none is shown within the site: `WAGTAILDOCS_INLINE_CONTENT_TYPES`.
"""

OPEN = "application/vnd.oasis.opendocument"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENT_TYPES = {
    "csv": "text/csv",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "ics": "text/calendar",
    "json": "application/json",
    "odp": f"{OPEN}.presentation",
    "ods": f"{OPEN}.spreadsheet",
    "odt": f"{OPEN}.text",
    "pdf": "application/pdf",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "txt": "text/plain",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
