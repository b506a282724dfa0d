"""Runs a hub with one listener in this process, until standard input ends.

`python -m benchmarks.stream.hearing` writes the line `ready` once the first snapshot has come.
"""

import asyncio
import sys

from execution.live.hub import Hub
from execution.live.scopes import Scope
from execution.live.subscriptions import Subscription


async def hear() -> None:
    """Take every event and do nothing with it."""
    async with Hub() as hub, hub.subscribe(Scope()) as subscription:
        await subscription.next_batch()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        ending = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        taking = asyncio.create_task(_take(subscription))
        await ending
        taking.cancel()


async def _take(subscription: Subscription) -> None:
    while True:
        await subscription.next_batch()


if __name__ == "__main__":
    asyncio.run(hear())
