import asyncio
import time

import pytest

from tests import leaping


def test_hours_pass_at_once_and_in_their_order():
    async def wait():
        ended = []

        async def one(hours):
            await asyncio.sleep(3600 * hours)
            ended.append((hours, asyncio.get_running_loop().time() / 3600))

        await asyncio.gather(*map(one, (3, 1, 2)))
        return ended

    assert leaping.run(wait()) == [(1, 1.0), (2, 2.0), (3, 3.0)]


def test_work_takes_no_time_however_long_it_takes():
    async def work():
        async with asyncio.timeout(0.01):
            time.sleep(0.02)
            await asyncio.sleep(0.005)
        return asyncio.get_running_loop().time()

    assert leaping.run(work()) == pytest.approx(0.005)


def test_what_a_thread_does_is_waited_for():
    async def ask():
        async with asyncio.timeout(0.001):
            return await asyncio.to_thread(lambda: time.sleep(0.1) or "done")

    assert leaping.run(ask()) == "done"


def test_answer_of_another_socket_comes_before_the_limit():
    async def serve(reader, writer):
        writer.write(await reader.readline())
        writer.close()

    async def ask():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server, asyncio.timeout(0.001):
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"bonjour\n")
            said = await reader.read()
            writer.close()
            return said

    assert leaping.run(ask()) == b"bonjour\n"


def test_silence_ends_at_the_limit():
    async def say_nothing(reader, writer):
        await reader.read()
        writer.close()

    async def ask():
        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(60):
                    await reader.read()
            ended = asyncio.get_running_loop().time()
            writer.close()
            await asyncio.sleep(1)
            return ended

    assert leaping.run(ask()) == pytest.approx(60)
