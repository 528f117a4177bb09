"""What a request to send a file brings."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import Attachment, MediaKind
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.fields import Flag
from openwa_transport_http.patterns import FILENAME
from openwa_transport_http.shapes.media_objects import MediaObject
from openwa_transport_http.shapes.sending import (
    CHAT,
    Addressed,
    MessageContent,
    SendOptions,
    example,
    outbound,
)

__all__ = [
    "AudioContent",
    "DocumentContent",
    "FileContent",
    "ImageContent",
    "SendAudio",
    "SendDocument",
    "SendImage",
    "SendSticker",
    "SendVideo",
    "StickerContent",
    "VideoContent",
]

_MAX_CAPTION: Final = 1024
_MAX_FILENAME: Final = 100

_Caption = Annotated[str, AtMost(_MAX_CAPTION, ErrorCode.MESSAGE_TEXT_TOO_LONG), PlainText()] | None
_CaptionField = Field(default=None, description="shown with it, at most 1,024 characters")


class FileContent(MessageContent):
    """What all of them have."""

    options: SendOptions = Field(default=SendOptions(), description="quote and mentions")

    def attachment(self) -> Attachment:
        """The file with what belongs to it."""
        raise NotImplementedError

    def to(self, chat_id: ChatId) -> OutboundMessage:
        return outbound(chat_id, self.attachment(), self.options)


class ImageContent(FileContent):
    """A picture."""

    """`POST …/messages/send-image`."""

    image: MediaObject = Field(description="JPEG, PNG, WebP or GIF of at most 16 MB, 4096 x 4096 pixels")
    caption: _Caption = _CaptionField

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.IMAGE,
            source=self.image.source(),
            mimetype=self.image.mimetype,
            caption=self.caption or "",
        )


class SendImage(
    ImageContent,
    Addressed,
    json_schema_extra=example(
        chatId=CHAT, image={"url": "https://example.com/image.jpg"}, caption="Check this out!"
    ),
):
    """`POST …/messages/send-image`."""


class VideoContent(FileContent):
    """A video."""

    """`POST …/messages/send-video`."""

    video: MediaObject = Field(description="MP4, 3GP, AVI or MKV of at most 64 MB")
    caption: _Caption = _CaptionField
    gif_playback: Flag = Field(default=False, description="repeat it without sound, as a GIF")

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.VIDEO,
            source=self.video.source(),
            mimetype=self.video.mimetype,
            caption=self.caption or "",
            gif_playback=self.gif_playback,
        )


class SendVideo(
    VideoContent,
    Addressed,
    json_schema_extra=example(
        chatId=CHAT, video={"url": "https://example.com/video.mp4"}, caption="Watch this!"
    ),
):
    """`POST …/messages/send-video`."""


class AudioContent(FileContent):
    """A sound, or a voice note."""

    """`POST …/messages/send-audio`."""

    audio: MediaObject = Field(description="MP3, OGG, M4A, AMR or WAV of at most 16 MB")
    ptt: Flag = Field(default=False, description="send it as a voice note: it is converted to OGG Opus")

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.AUDIO, source=self.audio.source(), mimetype=self.audio.mimetype, ptt=self.ptt
        )


class SendAudio(
    AudioContent,
    Addressed,
    json_schema_extra=example(chatId=CHAT, audio={"url": "https://example.com/audio.mp3"}, ptt=True),
):
    """`POST …/messages/send-audio`."""


class DocumentContent(FileContent):
    """A file of any kind."""

    """`POST …/messages/send-document`."""

    document: MediaObject = Field(description="any file of at most 100 MB")
    filename: (
        Annotated[
            str,
            Shape(FILENAME, "expected a name without slashes and control characters"),
            AtMost(_MAX_FILENAME),
        ]
        | None
    ) = Field(default=None, description="under which the reader saves it, at most 100 characters")
    caption: _Caption = _CaptionField

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.DOCUMENT,
            source=self.document.source(),
            mimetype=self.document.mimetype,
            filename=self.filename,
            caption=self.caption or "",
        )


class SendDocument(
    DocumentContent,
    Addressed,
    json_schema_extra=example(
        chatId=CHAT,
        document={"url": "https://example.com/file.pdf"},
        filename="report.pdf",
        caption="Here is the document",
    ),
):
    """`POST …/messages/send-document`."""


class StickerContent(FileContent):
    """A sticker."""

    """`POST …/messages/send-sticker`."""

    sticker: MediaObject = Field(description="WebP of 512 x 512 pixels and at most 500 KB; it may move")

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.STICKER, source=self.sticker.source(), mimetype=self.sticker.mimetype
        )


class SendSticker(
    StickerContent,
    Addressed,
    json_schema_extra=example(chatId=CHAT, sticker={"url": "https://example.com/sticker.webp"}),
):
    """`POST …/messages/send-sticker`."""
