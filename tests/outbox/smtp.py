"""A mail server for tests, small and real: it speaks SMTP on a socket, with STARTTLS and sign-in where asked."""

from __future__ import annotations

import email
import email.policy
import socketserver
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import Any


class Server(socketserver.ThreadingTCPServer):
    """`received`: what it took; `answers`: for an address, what it says instead of taking it.

    `on_message`: called when a message has come in, before the sender is told that it was taken.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.encrypted: list[bool] = []
        self.on_message: Callable[[int], Any] = lambda number: None
        self.tls: ssl.SSLContext | None = None
        if certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self) -> list[str]:
        return [str(message["To"]) for message in self.received]


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.encrypted, to = False, ""
        self._say("220 ready")
        while line := self.rfile.readline():
            word = line.decode().strip()
            command = word.upper().split(" ")[0]
            if command == "EHLO":
                self._say(
                    "250-here\r\n250-SIZE 1000000" + ("\r\n250-STARTTLS" if self._may_hide() else "") + "\r\n250 HELP"
                )
            elif command == "STARTTLS" and self.server.tls is not None:
                self._say("220 go ahead")
                self.wfile.flush()
                self.request = self.server.tls.wrap_socket(
                    self.request, server_side=True, do_handshake_on_connect=False
                )
                try:
                    self.request.do_handshake()
                except OSError:
                    return
                self.encrypted = True
                self.setup()
            elif command == "RCPT":
                to = word.partition("<")[2].partition(">")[0]
                self._say(self.server.answers.get(to, "250 ok"))
            elif command == "DATA":
                self._say("354 go on")
                self._take()
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _may_hide(self) -> bool:
        return self.server.tls is not None and not self.encrypted

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        made = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.server.received.append(made)
        self.server.encrypted.append(self.encrypted)
        self.server.on_message(len(self.server.received))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def running(certificate: Path | None = None) -> Iterator[Server]:
    """A server on a free port while it lasts."""
    with Server(certificate) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
