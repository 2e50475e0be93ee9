"""What a request can fail with; status codes and wording follow Qdrant's."""


class ApiError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def format_error(detail: str) -> ApiError:
    return ApiError(400, f"Format error in JSON body: {detail}")


def wrong_input(detail: str) -> ApiError:
    return ApiError(400, f"Wrong input: {detail}")


def validation_error(field: str, detail: str) -> ApiError:
    return ApiError(422, f"Validation error in JSON body: [{field}: {detail}]")


def not_found(detail: str) -> ApiError:
    return ApiError(404, f"Not found: {detail}")


def collection_not_found(name: str) -> ApiError:
    return not_found(f"Collection `{name}` doesn't exist!")


def already_exists(name: str) -> ApiError:
    return ApiError(409, f"Wrong input: Collection `{name}` already exists!")


def unsupported(what: str) -> ApiError:
    """The real Qdrant would serve this; whoever meets it should learn at once that the stand-in does not."""
    return ApiError(501, f"Not supported by the stand-in for Qdrant: {what}")
