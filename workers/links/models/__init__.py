"""What the checker remembers, what people decided, and what happened to links and sites."""

from workers.links.models.checks import Controle, Suivi
from workers.links.models.decisions import Decision
from workers.links.models.hosts import EtatHote, Incident
from workers.links.models.journal import Changement, PanneReseau, ReleveDuJour

__all__ = ["Changement", "Controle", "Decision", "EtatHote", "Incident", "PanneReseau", "ReleveDuJour", "Suivi"]
