"""A name server over UDP whose answers change, and a resolver that asks it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import dns.asyncresolver
import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = dict[str, list[list[str]]]
"""Names -> the addresses of each resolution, one after the other; the last stay. []: silence."""


class NameServer(asyncio.DatagramProtocol):
    """Answers from a zone; `asked` has the name of every resolution, in order."""

    def __init__(self, zone: Zone) -> None:
        self._zone = {name: list(answers) for name, answers in zone.items()}
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        answer = dns.message.make_response(query)
        answers = self._zone.get(name)
        if answers is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif not answers:
            return
        else:
            is_six = question.rdtype == dns.rdatatype.AAAA
            texts = [text for text in answers[0] if (":" in text) == is_six]
            if texts:
                kind = "AAAA" if is_six else "A"
                answer.answer.append(dns.rrset.from_text_list(question.name, 0, "IN", kind, texts))
            if not is_six:  # asked for last
                self.asked.append(name)
                if len(answers) > 1:
                    answers.pop(0)
        self._transport.sendto(answer.to_wire(), address)


class Resolver:
    """A `bot.sources.fetch.resolve.Resolve` that asks over the wire each time."""

    def __init__(self, port: int) -> None:
        self._resolver = dns.asyncresolver.Resolver(configure=False)
        self._resolver.nameservers = ["127.0.0.1"]
        self._resolver.port = port

    async def __call__(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolver.resolve_name(host)
        except dns.exception.DNSException as error:
            raise OSError(f"no address of {host}") from error
        return list(found.addresses())


@contextlib.asynccontextmanager
async def name_server(zone: Zone) -> AsyncIterator[tuple[NameServer, Resolver]]:
    """Serve `zone` on a port of its own."""
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: NameServer(zone), local_addr=("127.0.0.1", 0)
    )
    try:
        yield server, Resolver(transport.get_extra_info("sockname")[1])
    finally:
        transport.close()
