"""Whether the PDF of a C.A.P. holds to PDF/UA-1, as veraPDF sees it."""
