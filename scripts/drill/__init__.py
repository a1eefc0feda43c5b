"""Faults made on purpose under visitors and an editor: what is answered meanwhile, what is lost, until all is well."""
