"""E-mails to conversations: one a thread, whoever of it is at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime

from nlp.records import Contact, Conversation, Message, Speaker, Turn


def assemble_threads(
    messages: Iterable[Message], *, customers: Container[str], company: Container[str] = ()
) -> list[Conversation]:
    """Join messages to threads and tell the customer's words from the company's.

    Messages belong together when one names the other among its ancestors, or both name a third,
    even one that is missing. A conversation's id is that of the thread's first message, known by
    its references where it is missing itself, so that the id stays when it comes in later.

    The customer is the first sender whom the CRM knows, else the first who is not of the company.
    Everybody else is an agent; automatic mail is the system's. Where several customers write in one
    thread (all answer the same campaign, or one copied in another), each gets a conversation: the
    first keeps the thread's id, the others go by their own first message.

    Args:
        messages: in any order, copies of one message among them.
        customers: the CRM's e-mail addresses, lower-cased.
        company: the company's own addresses and domains, lower-cased.

    Returns:
        The conversations, oldest first.
    """
    known: dict[str, Message] = {}
    for message in sorted(messages, key=_order):
        known.setdefault(message.message_id, message)
    parents = _parents(known.values())
    threads: defaultdict[str, list[Message]] = defaultdict(list)
    groups = _groups(known.values())
    for message in known.values():
        threads[groups[message.message_id]].append(message)
    conversations: list[Conversation] = []
    for thread in threads.values():
        ordered = _in_order(thread, parents)
        thread_id = [ordered[0].message_id, *_upwards(ordered[0].message_id, parents)][-1]
        for number, part in enumerate(_split(ordered, parents, customers)):
            conversation_id = part[0].message_id if number else thread_id
            conversations.append(_converse(conversation_id, part, customers, company))
    return sorted(conversations, key=lambda thread: (thread.started_at, thread.conversation_id))


def _order(message: Message) -> tuple[object, ...]:
    """Order by time; the rest decides between copies of one message, so that their order never does."""
    words, name = (message.text, message.signature), message.sender_name or ""
    return (message.sent_at, message.message_id, message.sender, *words, message.references, name)


def _chain(message: Message) -> tuple[str, ...]:
    """Give a message's ancestors and itself, oldest first."""
    return (*message.references, message.message_id)


def _parents(messages: Iterable[Message]) -> dict[str, str]:
    """Give each id the id that it answers, as the first message that tells says."""
    parents: dict[str, str] = {}
    for message in messages:
        chain = _chain(message)
        # A message knows best what it answers itself; what it says of its ancestors fills gaps.
        for parent, child in zip(chain[-2::-1], chain[:0:-1], strict=True):
            if child == message.message_id:
                parents[child] = parent
            else:
                parents.setdefault(child, parent)
    return parents


def _groups(messages: Iterable[Message]) -> dict[str, str]:
    """Give every id, also of missing messages, a name that its thread shares (union-find)."""
    leaders: dict[str, str] = {}

    def find(name: str) -> str:
        leaders.setdefault(name, name)
        while leaders[name] != name:
            leaders[name] = leaders[leaders[name]]
            name = leaders[name]
        return name

    for message in messages:
        own = find(message.message_id)
        for ancestor in message.references:
            leaders[find(ancestor)] = own
    return {name: find(name) for name in list(leaders)}


def _upwards(name: str, parents: dict[str, str]) -> Iterator[str]:
    """Give the ids above one, nearest first; broken mail that answers itself ends where it began."""
    seen = {name}
    while (above := parents.get(name)) is not None and above not in seen:
        seen.add(above)
        name = above
        yield name


def _in_order(thread: Sequence[Message], parents: dict[str, str]) -> list[Message]:
    """Sort by time, but never an answer before what it answers: clocks differ between senders."""
    sent = {message.message_id: message.sent_at for message in thread}
    earliest = min(sent.values())
    ranks: dict[str, tuple[datetime, int]] = {}  # latest time on the way down to an id, and its depth
    for message in thread:
        path: dict[str, None] = {}
        name: str | None = message.message_id
        while name is not None and name not in ranks and name not in path:
            path[name] = None
            name = parents.get(name)
        latest, depth = ranks.get(name or "", (earliest, -1))
        for each in reversed(path):
            latest, depth = max(latest, sent.get(each, latest)), depth + 1
            ranks[each] = (latest, depth)
    return sorted(thread, key=lambda message: (*ranks[message.message_id], *_order(message)))


def _split(ordered: Sequence[Message], parents: dict[str, str], customers: Container[str]) -> list[list[Message]]:
    """Part a thread in which several customers write, so that nobody's words count as another's."""
    writers = {message.sender for message in ordered if message.sender in customers and not message.automatic}
    if len(writers) <= 1:
        return [list(ordered)]
    owners: dict[str, str] = {}
    for message in ordered:
        above = next((owners[name] for name in _upwards(message.message_id, parents) if name in owners), None)
        addressed = next((address for address in message.recipients if address in writers), None)
        owner = message.sender if message.sender in writers else above or addressed
        if owner:
            owners[message.message_id] = owner
    first = next(iter(owners.values()))
    parts: dict[str, list[Message]] = {first: []}
    for message in ordered:
        parts.setdefault(owners.get(message.message_id, first), []).append(message)
    return list(parts.values())


def _converse(
    conversation_id: str, ordered: Sequence[Message], customers: Container[str], company: Container[str]
) -> Conversation:
    """Build a conversation of messages in their order."""
    address = _customer(ordered, customers, company)
    own = [message for message in ordered if message.sender == address and not message.automatic]
    name = next((message.sender_name for message in own if message.sender_name), None)
    return Conversation(
        conversation_id=conversation_id,
        channel="email",
        started_at=min(message.sent_at for message in ordered),
        contact=Contact(email=address, name=name),
        turns=tuple(
            Turn(
                conversation_id=conversation_id,
                turn=number,
                speaker=_speaker(message, address, name, company),
                said_at=message.sent_at,
                text=message.text,
                signature=message.signature,
            )
            for number, message in enumerate(ordered)
        ),
    )


def _customer(ordered: Sequence[Message], customers: Container[str], company: Container[str]) -> str | None:
    """Choose the customer's address: senders before recipients, those whom the CRM knows before strangers."""
    senders = [message.sender for message in ordered if not message.automatic]
    recipients = [address for message in ordered for address in message.recipients]
    for addresses in (senders, recipients):
        found = next((address for address in addresses if address in customers), None)
        if found:
            return found
    strangers = [address for address in (*senders, *recipients) if not _is_company(address, company)]
    return strangers[0] if strangers else None


def _speaker(message: Message, address: str | None, name: str | None, company: Container[str]) -> Speaker:
    if message.automatic:
        return "system"
    if message.sender == address:
        return "customer"
    # The same full name under a second address is the customer writing from work.
    same_name = bool(name and " " in name and message.sender_name and message.sender_name.lower() == name.lower())
    return "customer" if same_name and not _is_company(message.sender, company) else "agent"


def _is_company(address: str, company: Container[str]) -> bool:
    """Tell whether an address, its domain or a domain above it is the company's."""
    if address in company:
        return True
    domain = address.rpartition("@")[2]
    while domain:
        if domain in company:
            return True
        domain = domain.partition(".")[2]
    return False
