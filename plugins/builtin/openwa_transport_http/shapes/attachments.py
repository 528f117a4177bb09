"""What a request to send a file brings."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import Attachment, MediaKind
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.fields import ChatIdField, Flag, RequestModel
from openwa_transport_http.patterns import FILENAME
from openwa_transport_http.shapes.media_objects import MediaObject
from openwa_transport_http.shapes.sending import CHAT, SendOptions, example, outbound

__all__ = ["SendAudio", "SendDocument", "SendFile", "SendImage", "SendSticker", "SendVideo"]

_MAX_CAPTION: Final = 1024
_MAX_FILENAME: Final = 100

_Caption = Annotated[str, AtMost(_MAX_CAPTION, ErrorCode.MESSAGE_TEXT_TOO_LONG), PlainText()] | None
_CaptionField = Field(default=None, description="shown with it, at most 1,024 characters")


class SendFile(RequestModel):
    """What all of them have."""

    chat_id: ChatIdField = Field(description="whom it is for: `<digits>@c.us`, `…@g.us`, `…@lid`")
    options: SendOptions = Field(default=SendOptions(), description="quote and mentions")

    def attachment(self) -> Attachment:
        """The file with what belongs to it."""
        raise NotImplementedError

    def message(self) -> OutboundMessage:
        """The same as core wants it."""
        return outbound(self.chat_id, self.attachment(), self.options)


class SendImage(
    SendFile,
    json_schema_extra=example(
        chatId=CHAT, image={"url": "https://example.com/image.jpg"}, caption="Check this out!"
    ),
):
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


class SendVideo(
    SendFile,
    json_schema_extra=example(
        chatId=CHAT, video={"url": "https://example.com/video.mp4"}, caption="Watch this!"
    ),
):
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


class SendAudio(
    SendFile,
    json_schema_extra=example(chatId=CHAT, audio={"url": "https://example.com/audio.mp3"}, ptt=True),
):
    """`POST …/messages/send-audio`."""

    audio: MediaObject = Field(description="MP3, OGG, M4A, AMR or WAV of at most 16 MB")
    ptt: Flag = Field(default=False, description="send it as a voice note: it is converted to OGG Opus")

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.AUDIO, source=self.audio.source(), mimetype=self.audio.mimetype, ptt=self.ptt
        )


class SendDocument(
    SendFile,
    json_schema_extra=example(
        chatId=CHAT,
        document={"url": "https://example.com/file.pdf"},
        filename="report.pdf",
        caption="Here is the document",
    ),
):
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


class SendSticker(
    SendFile,
    json_schema_extra=example(chatId=CHAT, sticker={"url": "https://example.com/sticker.webp"}),
):
    """`POST …/messages/send-sticker`."""

    sticker: MediaObject = Field(description="WebP of 512 x 512 pixels and at most 500 KB; it may move")

    def attachment(self) -> Attachment:
        return Attachment(
            kind=MediaKind.STICKER, source=self.sticker.source(), mimetype=self.sticker.mimetype
        )
