"""What a request can fail with; types, codes and wording follow TEI's."""

CODES = {"Unhealthy": 503, "Overloaded": 429, "Validation": 413, "Tokenizer": 422, "Empty": 400}


class EmbedError(Exception):
    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = CODES[kind]


class BodyError(Exception):
    """A body that does not parse; TEI's web framework answers these in plain text."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def too_many(given: int, allowed: int) -> EmbedError:
    return EmbedError("Validation", f"batch size {given} > maximum allowed batch size {allowed}")


def too_long(given: int, allowed: int) -> EmbedError:
    message = f"`inputs` must have less than {allowed} tokens. Given: {given}"
    return EmbedError("Validation", f"Input validation error: {message}")


def empty() -> EmbedError:
    return EmbedError("Empty", "`inputs` cannot be empty")


def overloaded() -> EmbedError:
    return EmbedError("Overloaded", "Model is overloaded")
