"""What can be wrong with what someone asked for: a code that `qa_app.web.errors` puts into words, and fields."""

from __future__ import annotations


class OperationError(Exception):
    """Something that cannot be done as asked. `code` is stable; `fields` fill the placeholders of its words."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


class NotFoundError(OperationError):
    """There is no such thing, or it is not for this person to know whether there is."""

    def __init__(self, what: str) -> None:
        super().__init__("not_found", what=what)


class NotAllowedError(OperationError):
    """The thing is known to the person, but this is not theirs to do."""

    def __init__(self, code: str = "not_allowed", **fields: object) -> None:
        super().__init__(code, **fields)
