"""The checks, each a small pure function from a page that was read to remarks; `table` names them all."""
