"""Everybody who listens, by scope: what is told to many is written once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from execution.live.events import SNAPSHOT, Batch, MakeEvent
from execution.live.notices import Notice
from execution.live.reading import Found
from execution.live.rows import shown
from execution.live.scopes import Scope
from execution.live.subscriptions import Subscription


class Audience:
    """The listeners, and which of them wait for a snapshot; `wake` is called when one does."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._by_scope: dict[Scope, set[Subscription]] = {}
        self._waiting: set[Subscription] = set()

    def __len__(self) -> int:
        return sum(map(len, self._by_scope.values()))

    def join(self, scope: Scope) -> Subscription:
        """Add a listener, who waits for a snapshot."""
        subscription = Subscription(scope, self._ask)
        self._by_scope.setdefault(scope, set()).add(subscription)
        self._ask(subscription)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a listener."""
        self._waiting.discard(subscription)
        others = self._by_scope[subscription.scope]
        others.discard(subscription)
        if not others:
            del self._by_scope[subscription.scope]

    def renew(self) -> None:
        """Have everybody wait for a new snapshot."""
        for subscriptions in self._by_scope.values():
            for subscription in subscriptions:
                subscription.renew()
                self._ask(subscription)

    def waiting(self) -> dict[Scope, list[Subscription]]:
        """Give those who wait for a snapshot, who don't then any more."""
        found: dict[Scope, list[Subscription]] = {}
        for subscription in self._waiting:
            found.setdefault(subscription.scope, []).append(subscription)
        self._waiting.clear()
        return found

    def tell(self, notices: Sequence[Notice]) -> None:
        """Tell everybody what concerns them."""
        for scope, subscriptions in self._by_scope.items():
            events = tuple(notice.event for notice in notices if notice.concerns(scope))
            if events:
                batch = Batch(events)
                for subscription in subscriptions:
                    subscription.tell(batch)

    def _ask(self, subscription: Subscription) -> None:
        self._waiting.add(subscription)
        self._wake()


def tell_snapshot(
    scope: Scope,
    subscriptions: Iterable[Subscription],
    found: Mapping[UUID, Found],
    event: MakeEvent,
) -> None:
    """Give listeners of one scope what they may see of what was found."""
    rows = [
        shown(progress, item)
        for item, progress in found.values()
        if progress is not None and scope.includes(item)
    ]
    batch = Batch((event(SNAPSHOT, {"rows": rows}),))
    for subscription in subscriptions:
        subscription.tell_snapshot(batch)
