"""What can go wrong in the reader. Messages never hold a question's or a passage's text."""


class ReaderError(Exception):
    """Base of every error of this package."""


class EmptyQuestionError(ReaderError, ValueError):
    """The question has nothing the tokenizer can read."""


class ModelMismatchError(ReaderError):
    """The model or its assets do not keep to the contract; trying again will not help."""


class ReaderUnavailableError(ReaderError):
    """The model server cannot be reached or does not serve the model now."""


class ModelUnknownError(ReaderUnavailableError):
    """The model server has no model of that name; trying again helps if it is given one."""


class ReaderBusyError(ReaderUnavailableError):
    """The model server is there, but its queue is full."""


class ReaderFailedError(ReaderUnavailableError):
    """The model server broke on the request, or refuses it; the same server will do so again."""


class ReaderClosedError(ReaderError):
    """The reader was closed: make another one."""


class ReaderTimeoutError(ReaderError):
    """The model server did not answer in time."""
