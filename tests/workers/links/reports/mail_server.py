"""A real mail server on loopback, with the faults that a test asks for. It keeps what it took responsibility for."""

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy


@dataclass
class Consignes:
    """How the server misbehaves, and what it has seen. Replies are whole lines of SMTP, without their end.

    `noted` is set once a mail stands in `recus`: a client that was killed does not wait for that.
    """

    refuse_l_appel: bool = False
    expediteur: str = "250 bien"
    destinataires: dict = field(default_factory=dict)
    donnees: str = "354 allez-y"
    fin: str = "250 pris"
    coupe_avant_la_fin: bool = False
    coupe_sans_repondre: bool = False
    garde_avant_de_couper: bool = False
    au_point: object = None
    recus: list = field(default_factory=list)
    noted: threading.Event = field(default_factory=threading.Event)
    appels: int = 0


class Conversation:
    """One connection, until the client leaves or the orders say to hang up."""

    def __init__(self, prise, consignes):
        self.prise, self.consignes = prise, consignes
        self.entree = prise.makefile("rb")

    def dire(self, ligne):
        self.prise.sendall(ligne.encode() + b"\r\n")

    def tenir(self):
        consignes = self.consignes
        consignes.appels += 1
        if consignes.refuse_l_appel:
            return
        self.dire("220 essai.local")
        a = ""
        while ligne := self.entree.readline():
            verbe = ligne.decode().strip()
            mot = verbe.upper().split(":")[0].split(" ")[0]
            if mot == "EHLO":
                self.dire("250-essai.local\r\n250 8BITMIME")
            elif mot == "MAIL":
                self.dire(consignes.expediteur)
            elif mot == "RCPT":
                a = verbe.partition("<")[2].partition(">")[0]
                self.dire(consignes.destinataires.get(a, "250 bien"))
            elif mot == "DATA":
                self.dire(consignes.donnees)
                if consignes.donnees.startswith("354") and not self.recevoir(a):
                    return
            elif mot == "QUIT":
                return
            else:
                self.dire("250 bien")

    def recevoir(self, a):
        """The mail itself; False when the orders say to hang up."""
        consignes = self.consignes
        lignes = []
        if consignes.coupe_avant_la_fin:
            self.entree.readline()
            return False
        while (ligne := self.entree.readline()) != b".\r\n":
            if not ligne:
                return False
            lignes.append(ligne[1:] if ligne.startswith(b".") else ligne)
        if consignes.au_point:
            consignes.au_point()
        pris = consignes.fin.startswith("250") and not consignes.coupe_sans_repondre
        if pris or consignes.garde_avant_de_couper:
            consignes.recus.append((a, message_from_bytes(b"".join(lignes), policy=policy.default)))
            consignes.noted.set()
        if consignes.coupe_sans_repondre:
            return False
        self.dire(consignes.fin)
        return True


@contextmanager
def serveur_de_courrier():
    """Its port and its orders, which may change while it runs."""
    consignes = Consignes()
    ecoute = socket.create_server(("127.0.0.1", 0))

    def servir():
        while True:
            try:
                prise, _ = ecoute.accept()
            except OSError:
                return
            with prise:
                try:
                    Conversation(prise, consignes).tenir()
                except OSError:
                    continue  # the client hung up first

    fil = threading.Thread(target=servir, daemon=True)
    fil.start()
    try:
        yield ecoute.getsockname()[1], consignes
    finally:
        ecoute.shutdown(socket.SHUT_RDWR)
        ecoute.close()
        fil.join(timeout=5)
