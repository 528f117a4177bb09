"""Bulk sending on the wire."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, Literal, NotRequired, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.gateway import AcceptedBatch, NewBatch, NewBatchItem
from openwa_hookspecs.models.batches import (
    BATCH_ID,
    MAX_ITEMS,
    MIN_DELAY_MS,
    Batch,
    BatchItem,
    BatchOptions,
    ItemState,
)
from openwa_hookspecs.models.ids import BatchId
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.constraints import AtMost, OnlyNames, PlainText, Shape
from openwa_transport_http.fields import ChatIdField, Flag, RequestModel, WholeNumber
from openwa_transport_http.shapes.attachments import (
    AudioContent,
    DocumentContent,
    ImageContent,
    StickerContent,
    VideoContent,
)
from openwa_transport_http.shapes.sending import (
    ContactContent,
    LocationContent,
    MessageContent,
    PollContent,
    TextContent,
    example,
)

__all__ = [
    "MAX_BULK_BODY_BYTES",
    "AcceptedBatchView",
    "BatchSummaryView",
    "BatchView",
    "BulkAudio",
    "BulkContact",
    "BulkDocument",
    "BulkImage",
    "BulkLocation",
    "BulkMessage",
    "BulkOptions",
    "BulkPoll",
    "BulkSticker",
    "BulkText",
    "BulkVideo",
    "ProgressView",
    "ResultErrorView",
    "ResultView",
    "SendBulk",
    "accepted_batch_view",
    "batch_summary_view",
    "batch_view",
]

MAX_BULK_BODY_BYTES: Final = 8 * 1024 * 1024
_MAX_DELAY_MS: Final = 3_600_000
_LONGEST_VALUE: Final = 65_536
_MOST_VARIABLES: Final = 100
_KINDS: Final = (
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contact",
    "poll",
)

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)
_Name: TypeAlias = Annotated[str, Shape(_NAME, "expected letters, digits and _, not a digit first")]
_Value: TypeAlias = Annotated[str, AtMost(_LONGEST_VALUE), PlainText()]


class BulkMessage(RequestModel):
    """What all of them have."""

    chat_id: ChatIdField = Field(description="whom it is for: `<digits>@c.us`, `…@g.us`, `…@lid`")
    variables: Annotated[dict[_Name, _Value], Field(max_length=_MOST_VARIABLES), OnlyNames()] = Field(
        default={}, description="what stands for `{name}` and `{{name}}` in the texts of this message"
    )

    content: MessageContent

    def item(self) -> NewBatchItem:
        """The same as core wants it."""
        return NewBatchItem(message=self.content.to(self.chat_id), variables=self.variables)


class BulkText(BulkMessage):
    """A text."""

    type: Literal["text"]
    content: TextContent


class BulkImage(BulkMessage):
    """A picture."""

    type: Literal["image"]
    content: ImageContent


class BulkVideo(BulkMessage):
    """A video."""

    type: Literal["video"]
    content: VideoContent


class BulkAudio(BulkMessage):
    """A sound, or a voice note."""

    type: Literal["audio"]
    content: AudioContent


class BulkDocument(BulkMessage):
    """A file of any kind."""

    type: Literal["document"]
    content: DocumentContent


class BulkSticker(BulkMessage):
    """A sticker."""

    type: Literal["sticker"]
    content: StickerContent


class BulkLocation(BulkMessage):
    """A place."""

    type: Literal["location"]
    content: LocationContent


class BulkContact(BulkMessage):
    """Somebody to save in the address book."""

    type: Literal["contact"]
    content: ContactContent


class BulkPoll(BulkMessage):
    """A question with answers to choose from."""

    type: Literal["poll"]
    content: PollContent


_Message: TypeAlias = Annotated[
    BulkText
    | BulkImage
    | BulkVideo
    | BulkAudio
    | BulkDocument
    | BulkSticker
    | BulkLocation
    | BulkContact
    | BulkPoll,
    Field(discriminator="type"),
]


class BulkOptions(RequestModel):
    """How they are sent."""

    delay_between_messages: WholeNumber = Field(
        default=3000,
        ge=MIN_DELAY_MS,
        le=_MAX_DELAY_MS,
        description="milliseconds between the end of one message and the next, at least 1,000",
    )
    randomize_delay: Flag = Field(default=True, description="up to 2 seconds more each time")
    stop_on_error: Flag = Field(default=False, description="cancel the rest when a message fails")


class SendBulk(
    RequestModel,
    json_schema_extra=example(
        batchId="batch_custom_123",
        messages=[
            {
                "chatId": "628123456789@c.us",
                "type": "text",
                "content": {"text": "Hello {name}!"},
                "variables": {"name": "John"},
            },
            {
                "chatId": "628987654321@c.us",
                "type": "image",
                "content": {
                    "image": {"url": "https://example.com/promo.jpg"},
                    "caption": "Special offer for {name}!",
                },
                "variables": {"name": "Jane"},
            },
        ],
        options={"delayBetweenMessages": 5000, "randomizeDelay": True, "stopOnError": False},
    ),
):
    """`POST …/messages/send-bulk`."""

    union_tags: ClassVar[frozenset[str]] = frozenset(_KINDS)

    batch_id: Annotated[str, Shape(BATCH_ID, "expected 1 to 64 characters of A-Z a-z 0-9 _ -")] | None = (
        Field(
            default=None,
            description="your name for it, unique in the session; one is made when it is left out",
        )
    )
    messages: tuple[_Message, ...] = Field(
        min_length=1, max_length=MAX_ITEMS, description="1 to 100, sent one after the other"
    )
    options: BulkOptions = Field(default=BulkOptions(), description="how they are sent")

    def new(self) -> NewBatch:
        """The same as core wants it."""
        options = BatchOptions(
            delay_ms=self.options.delay_between_messages,
            randomize_delay=self.options.randomize_delay,
            stop_on_error=self.options.stop_on_error,
        )
        batch_id = None if self.batch_id is None else BatchId(self.batch_id)
        return NewBatch(items=[message.item() for message in self.messages], id=batch_id, options=options)


class AcceptedBatchView(TypedDict):
    """A batch that will be sent. `statusUrl` tells how far it is."""

    batchId: str
    status: str
    totalMessages: int
    estimatedCompletionTime: str
    statusUrl: str


class ProgressView(TypedDict):
    """The parts always add up to `total`."""

    total: int
    sent: int
    failed: int
    pending: int
    cancelled: int


class ResultErrorView(TypedDict):
    """Why a message was not sent; `details.outcome` is `unknown` for one that may have been."""

    code: str
    message: str
    details: NotRequired[dict[str, str]]


class ResultView(TypedDict):
    """What became of one message."""

    chatId: str
    status: Literal["sent", "failed", "pending", "cancelled"]
    messageId: NotRequired[str]
    error: NotRequired[ResultErrorView]


class BatchSummaryView(TypedDict):
    """Where a batch stands."""

    batchId: str
    status: Literal["processing", "completed", "cancelled", "failed"]
    progress: ProgressView
    createdAt: str
    startedAt: str | None
    completedAt: str | None


class BatchView(BatchSummaryView):
    """The same with what became of each message, in the order of the request."""

    results: list[ResultView]


def accepted_batch_view(accepted: AcceptedBatch) -> AcceptedBatchView:
    """The answer to a request."""
    batch = accepted.batch
    return AcceptedBatchView(
        batchId=batch.id,
        status=batch.state.value,
        totalMessages=batch.progress.total,
        estimatedCompletionTime=timestamp(accepted.estimated_completion),
        statusUrl=f"/api/sessions/{batch.session_id}/messages/batch/{batch.id}",
    )


def batch_summary_view(batch: Batch) -> BatchSummaryView:
    """A batch in a list."""
    progress = batch.progress
    return BatchSummaryView(
        batchId=batch.id,
        status=batch.state.value,
        progress=ProgressView(
            total=progress.total,
            sent=progress.sent,
            failed=progress.failed,
            pending=progress.pending,
            cancelled=progress.cancelled,
        ),
        createdAt=timestamp(batch.created_at),
        startedAt=timestamp(batch.started_at) if batch.started_at else None,
        completedAt=timestamp(batch.completed_at) if batch.completed_at else None,
    )


def batch_view(batch: Batch, items: Sequence[BatchItem]) -> BatchView:
    """A batch with its results."""
    return BatchView(**batch_summary_view(batch), results=[_result(item) for item in items])


def _result(item: BatchItem) -> ResultView:
    chat_id = item.message.chat_id
    match item.state:
        case ItemState.SENT:
            return ResultView(chatId=chat_id, status="sent", messageId=item.message_id or "")
        case ItemState.PENDING | ItemState.SENDING:
            return ResultView(chatId=chat_id, status="pending")
        case ItemState.CANCELLED:
            return ResultView(chatId=chat_id, status="cancelled")
        case ItemState.FAILED | ItemState.UNKNOWN:
            return ResultView(chatId=chat_id, status="failed", error=_error(item))


def _error(item: BatchItem) -> ResultErrorView:
    error = ResultErrorView(code=item.error_code or "INTERNAL_ERROR", message=item.error_message or "")
    if item.state is ItemState.UNKNOWN:
        error["details"] = {"outcome": "unknown"}
    return error
