"""Where the server listens: what is said when it cannot."""

from __future__ import annotations

import asyncio
import re
import socket

import pytest
import typer

from interfaces.cli.listening import listen, place_of


def refused(address: str, port: int, said: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines that a refusal says, the first in Swedish."""
    with pytest.raises(typer.Exit) as ended:
        listen(address, port)
    assert ended.value.exit_code == 1
    return said.readouterr().err.splitlines()


def test_a_port_in_use_is_refused_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sv, en = refused("127.0.0.1", port, capsys)
    assert sv.startswith(f"Samsyn kan inte lyssna på 127.0.0.1:{port}: porten används redan")
    assert en.startswith(f"Samsyn cannot listen on 127.0.0.1:{port}: the port is in use")
    listen("127.0.0.1", port).close()  # and it is to be had at once when the other has ended


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "no-such-host.invalid", "2001:db8::1", "å..ö", "å" * 70]
)
def test_an_address_that_the_machine_has_not_is_refused(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sv, en = refused(address, 8000, capsys)
    assert re.search("datorn har (ingen sådan adress|inga sådana adresser)", sv)
    assert "SAMSYN_HOST" in en


def test_what_the_operating_system_says_of_anything_else_is_passed_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_files(*_: object, **__: object) -> socket.socket:
        raise OSError(24, "as the system says it")

    monkeypatch.setattr(socket, "create_server", out_of_files)
    sv, en = refused("127.0.0.1", 8000, capsys)
    assert sv.endswith("Too many open files.")
    assert en.endswith("Too many open files.")


def test_an_address_of_the_sixth_version_is_told_as_in_a_url() -> None:
    assert place_of("::1", 8000) == "[::1]:8000"
    assert place_of("127.0.0.1", 8000) == "127.0.0.1:8000"


def test_small_answers_do_not_wait_for_the_one_who_asks_to_acknowledge_what_came_before() -> None:
    """Or each of them takes 40 ms more: an answer is sent in two parts, its head and its body."""

    async def what_is_set() -> int:
        heard = asyncio.get_running_loop().create_future()

        def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            taken = writer.get_extra_info("socket")
            heard.set_result(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0)
        async with await asyncio.start_server(connected, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            answer: int = await heard
            writer.close()
        return answer

    assert asyncio.run(what_is_set()) == 1
