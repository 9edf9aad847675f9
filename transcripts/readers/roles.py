"""Who is the agent and who the customer. The rule, in order:

1. A role the format states (a label "Agent:", a ticket's author role) stands.
2. Whoever matches `ReadOptions.agents` (name, e-mail address, domain or handle) is an agent.
3. A name that is itself a role or a company's desk ("Klantenservice", "Support team", info@…) is an agent,
   a bot's name is a bot.
4. If by now an agent is known, everybody else is a customer; if only customers are known, everybody else is an
   agent; who talks alone with a bot is a customer.
5. If nobody is known: on a call who speaks first is the agent, because the agent picks up. In writing who writes
   first is the customer, unless that first message reads like a company's greeting; then it is the agent.
Messages without any name are spoken by OTHER: nothing tells who it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcripts.conversation import Channel, Speaker
from transcripts.readers.source import Message
from transcripts.text import fold

_WORDS: dict[Speaker, str] = {
    Speaker.AGENT: (
        "agent|agente|operator|operatoare|operatrice|representative|rep|advisor|adviser|consultant|employee|staff|admin|"
        "support|support agent|service agent|customer service|customer support|customer care|helpdesk|service desk|"
        "medewerker|medewerkster|adviseur|klantenservice|klantendienst|webcare|begeleider|"
        "mitarbeiter|mitarbeiterin|berater|beraterin|kundenberater|kundenberaterin|kundenservice|kundendienst|"
        "kundenbetreuer|kundenbetreuerin|agentin|"
        "consilier|consiliera|reprezentant|reprezentanta|suport|agenta|relatii clienti|asistenta clienti"
    ),
    Speaker.CUSTOMER: (
        "customer|client|caller|user|end-user|end user|visitor|guest|requester|contact|lead|consumer|"
        "klant|beller|bezoeker|gebruiker|gast|"
        "kunde|kundin|anrufer|anruferin|besucher|besucherin|nutzer|nutzerin|"
        "clienta|clientul|apelant|apelanta|vizitator|utilizator"
    ),
    Speaker.BOT: (
        "bot|chatbot|voicebot|ivr|virtual assistant|virtual agent|assistant|auto-reply|autoresponder|"
        "virtuele assistent|virtueller assistent|virtuelle assistentin|asistent virtual|robot"
    ),
    Speaker.OTHER: "interpreter|tolk|dolmetscher|dolmetscherin|interpret|third party|thirdparty|other|narrator",
}
_ROLES = {word: speaker for speaker, words in _WORDS.items() for word in words.split("|")}
_SYSTEM = frozenset({"system", "systeem", "sistem", "notification", "notificare", "melding", "hinweis", "event"})
_DESK = re.compile(
    r"\b(?:support|suport|service|servicedesk|klantenservice|kundenservice|helpdesk|team|care|webcare|desk|info|contact|"
    r"no-?reply|billing|gmbh|b\.?v|srl|official|officieel)\b"
)
_BOT = re.compile(
    r"\b(?:(?:chat|voice|help|service|support|care|shop|info|ro)?bot|virtual assistant|asistent virtual)\b"
)
_GREETINGS = (
    "how can i help", "how may i help", "how can we help", "thank you for contacting", "thanks for contacting",
    "thanks for reaching out", "thank you for reaching out", "you are chatting with", "welcome to",
    "waarmee kan ik", "hoe kan ik u helpen", "hoe kan ik je helpen", "welkom bij", "bedankt voor uw bericht",
    "bedankt voor je bericht", "je chat met", "u chat met",
    "wie kann ich ihnen", "wie kann ich dir", "was kann ich fur sie", "was kann ich fur dich", "willkommen bei",
    "danke fur ihre nachricht", "vielen dank fur ihre nachricht", "wie konnen wir ihnen helfen",
    "cu ce va pot ajuta", "cum va pot ajuta", "cu ce te pot ajuta", "bine ati venit", "multumim ca ne-ati contactat",
    "va multumim pentru mesaj",
)  # fmt: skip
_BRACKETED = re.compile(r"^([^()\[\]]{0,200})[(\[]([^()\[\]]{1,60})[)\]]\s*$")
_DEPARTMENTS = ("team", "service", "success", "care", "support", "relation")
_LONGEST = 200


def role_of(label: str) -> tuple[Speaker | None, str | None]:
    """The role and the name in a speaker's label: "Agent", "Agent Maria", "Maria (Klantenservice)", "Maria".

    The role is None where the label is only a name, the name None where it is only a role.
    """
    label = " ".join(label[:_LONGEST].split()).strip(" :-")
    folded = fold(label)
    if folded in _ROLES:
        return _ROLES[folded], None
    bracketed = _BRACKETED.match(label)
    if bracketed and (speaker := _ROLES.get(fold(bracketed[2].strip()))):
        return speaker, bracketed[1].strip() or None
    first, _, rest = label.partition(" ")
    role = _ROLES.get(fold(first.strip(".:-")))
    # "Agent Maria" and "Agent 2" name an agent; "Customer success" and "Client services" are not customers.
    if role and rest and not fold(rest).startswith(_DEPARTMENTS):
        return role, rest.strip(" -:") or None
    return None, label or None


def is_system(label: str) -> bool:
    """Whether the label belongs to the software ("System", "Systeem") and nobody said the line."""
    return fold(label[:_LONGEST].strip()) in _SYSTEM


def assign(messages: Sequence[Message], channel: Channel, agents: tuple[str, ...]) -> list[Speaker]:
    """The speaker of each message by the rule above."""
    roles: dict[str, Speaker | None] = {}
    for message in messages:
        key = _key(message)
        if key and key not in roles:
            roles[key] = message.speaker or _by_name(message, agents)
        elif key and message.speaker:
            roles[key] = roles[key] or message.speaker
    unknown = [message for message in messages if (key := _key(message)) and roles[key] is None]
    rest = _rest(set(roles.values()), len({_key(message) for message in unknown}))
    for message in unknown:
        key = _key(message) or ""
        roles[key] = rest or _by_order(key == _key(unknown[0]), unknown[0], channel)
    return [message.speaker or roles.get(_key(message) or "") or Speaker.OTHER for message in messages]


def matches(message: Message, agents: tuple[str, ...]) -> bool:
    """Whether the sender is one of `agents`: a name, an address, a domain or a handle."""
    name = fold((message.name or "")[:_LONGEST].strip()).lstrip("@")
    address = (message.address or (name if "@" in name else "")).casefold()
    for agent in agents:
        wanted = fold(agent.strip()).lstrip("@")
        if wanted and (wanted in (name, address) or address.endswith(("@" + wanted, "." + wanted))):
            return True
    return False


def _rest(known: set[Speaker | None], unknown: int) -> Speaker | None:
    if Speaker.AGENT in known or (Speaker.BOT in known and Speaker.CUSTOMER not in known and unknown == 1):
        return Speaker.CUSTOMER
    return Speaker.AGENT if Speaker.CUSTOMER in known else None


def _by_order(is_first: bool, opening: Message, channel: Channel) -> Speaker:
    agent_first = channel is Channel.CALL or any(phrase in fold(opening.text[:300]) for phrase in _GREETINGS)
    return Speaker.AGENT if is_first == agent_first else Speaker.CUSTOMER


def _by_name(message: Message, agents: tuple[str, ...]) -> Speaker | None:
    if matches(message, agents):
        return Speaker.AGENT
    name = fold((message.name or "")[:_LONGEST])
    if _BOT.search(name):
        return Speaker.BOT
    box = fold((message.address or "")[:_LONGEST]).partition("@")[0]
    return Speaker.AGENT if _DESK.search(name) or _DESK.search(box) else None


def _key(message: Message) -> str | None:
    if message.address or message.name:
        return (message.address or message.name or "").casefold()
    return f"({message.speaker.value})" if message.speaker else None
