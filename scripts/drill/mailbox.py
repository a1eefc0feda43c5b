"""`python -m scripts.drill.mailbox PORT FILE`: a mail server that writes the subject of each mail it took to FILE."""

import asyncio
import sys
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

GREETING, FINE, GO_ON, BYE = b"220 exercice\r\n", b"250 bien\r\n", b"354 dites\r\n", b"221 au revoir\r\n"


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, book: Path) -> None:
    """One conversation (RFC 5321), as short as it may be."""
    writer.write(GREETING)
    while said := await reader.readline():
        word = said[:4].upper()
        if word == b"DATA":
            writer.write(GO_ON)
            mail = await reader.readuntil(b"\r\n.\r\n")
            subject = make_header(decode_header(message_from_bytes(mail)["Subject"]))
            with book.open("a", encoding="utf-8") as file:
                file.write(f"{subject}\n")
        writer.write(BYE if word == b"QUIT" else FINE)
        await writer.drain()
        if word == b"QUIT":
            break
    writer.close()


async def serve(port: int, book: Path) -> None:
    """Take mails until the process is ended."""
    server = await asyncio.start_server(lambda reader, writer: talk(reader, writer, book), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
