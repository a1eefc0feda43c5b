"""The C.A.P. 2030 of an organisation: what it chose, without an account, behind two secret links."""
