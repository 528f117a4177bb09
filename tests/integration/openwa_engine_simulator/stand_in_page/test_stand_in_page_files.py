"""How files go out and come in through wa-js: as each kind of message, byte for byte, however large."""

import base64
import hashlib
import io
import math
import struct
import wave
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from openwa_engine_simulator.server import Simulator
from tests.support.stand_in_browser import OWN, PEER, FromPage, Phones, StandIn

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
KEY: Final = "3EB0A1B2C3D4E5F60718"
ID: Final = f"true_{PEER_CHAT}_{KEY}"
SEND: Final = """async ([chat, base64, mimetype, name, options]) => {
  const file = new File([await (await fetch(`data:;base64,${base64}`)).blob()], name, {type: mimetype});
  return WPP.chat.sendFileMessage(chat, file, {markIsRead: false, ...options});
}"""
DOWNLOAD: Final = """async ([id]) => {
  const blob = await WPP.chat.downloadMedia(id);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return [blob.type, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))];
}"""
MEDIA: Final = """([id]) => WPP.chat.getMessageById(id).then(({mediaData, mimetype, filehash, caption}) =>
  [mediaData.mediaStage, mediaData.type, mimetype, filehash, caption ?? null])"""
MIB: Final = 1024 * 1024


def picture(form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 40)).save(file, form)
    return file.getvalue()


def tone(seconds: float = 2.0) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        heights = (int(20000 * math.sin(n / 5)) for n in range(int(8000 * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", height) for height in heights))
    return file.getvalue()


async def send(page: StandIn, data: bytes, mimetype: str, name: str, **options: object) -> FromPage:
    text = base64.b64encode(data).decode()
    return await page.call(SEND, PEER_CHAT, text, mimetype, name, {"messageId": ID, **options})


async def got(phones: Phones) -> dict[str, Any]:
    """The one message that the peer has."""
    [message] = await phones.messages(PEER, OWN)
    return message


async def bytes_of(phones: Phones, message: dict[str, Any]) -> bytes:
    answer = await phones.request.get(f"/media/{message['enclosed']['id']}")
    assert answer.ok
    return await answer.body()


async def test_a_picture_goes_out_with_its_caption_and_its_size(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    sent = await send(linked, picture(), "image/png", "red.png", type="image", caption="A red one")
    assert (sent["id"], sent["ack"], sent["sendMsgResult"]["messageSendResult"]) == (ID, 1, "OK")
    message = await got(phones)
    assert (message["id"], message["type"], message["body"]) == (KEY, "image", "A red one")
    file = message["enclosed"]
    assert (file["mimetype"], file["filename"], file["size"]) == ("image/png", "red.png", len(picture()))
    assert (file["width"], file["height"]) == (40, 30)
    assert await bytes_of(phones, message) == picture()
    filehash = base64.b64encode(hashlib.sha256(picture()).digest()).decode()
    assert await linked.call(MEDIA, ID) == ["RESOLVED", "image", "image/png", filehash, "A red one"]
    own = await linked.event("chat.new_message", since=before)
    assert (own.args[0]["id"], own.args[0]["type"]) == (ID, "image")


async def test_without_a_caption_the_name_of_the_file_is_none(linked: StandIn, phones: Phones) -> None:
    await send(linked, b"%PDF-1.4 one", "application/pdf", "page.pdf", type="document")
    message = await got(phones)
    assert (message["type"], message["body"]) == ("document", "")
    assert message["enclosed"]["filename"] == "page.pdf"


async def test_a_voice_note_has_its_length_and_its_waveform(linked: StandIn, phones: Phones) -> None:
    await send(linked, tone(), "audio/wav", "note.wav", type="audio", isPtt=True, waveform=True)
    message = await got(phones)
    file = message["enclosed"]
    assert (message["type"], file["seconds"]) == ("ptt", 2)
    assert len(file["waveform"]) == 64
    assert 0 < max(file["waveform"]) <= 100


async def test_a_sound_that_is_no_voice_note_has_only_its_length(linked: StandIn, phones: Phones) -> None:
    await send(linked, tone(), "audio/wav", "song.wav", type="audio")
    message = await got(phones)
    assert message["type"] == "audio"
    assert message["enclosed"]["seconds"] == pytest.approx(2, abs=0.1)
    assert message["enclosed"]["waveform"] is None


async def test_a_film_without_sound_goes_out_as_a_gif(linked: StandIn, phones: Phones) -> None:
    await send(linked, b"not really a film", "video/mp4", "clip.mp4", type="video", isGif=True)
    message = await got(phones)
    assert (message["type"], message["enclosed"]["gif"]) == ("video", True)


async def test_a_sticker_goes_out_as_it_came(linked: StandIn, phones: Phones) -> None:
    await send(linked, picture("WEBP"), "image/webp", "face.webp", type="sticker")
    message = await got(phones)
    assert (message["type"], message["enclosed"]["mimetype"]) == ("sticker", "image/webp")
    assert await bytes_of(phones, message) == picture("WEBP")


@pytest.mark.parametrize(
    ("mimetype", "kind"),
    [("image/png", "image"), ("video/mp4", "video"), ("audio/ogg", "audio"), ("text/plain", "document")],
)
async def test_a_file_of_no_given_kind_is_what_its_type_says(
    linked: StandIn, phones: Phones, mimetype: str, kind: str
) -> None:
    await send(linked, b"anything", mimetype, "thing")
    assert (await got(phones))["type"] == kind


async def test_a_file_answers_another_message(linked: StandIn, phones: Phones) -> None:
    asked = await phones.act(PEER, "send", to=OWN, text="What does it look like?")
    await linked.event("chat.new_message")
    quoted = f"false_{PEER_CHAT}_{asked['id']}"
    await send(linked, picture(), "image/png", "red.png", type="image", quotedMsg=quoted)
    [_, message] = await phones.messages(PEER, OWN)
    assert message["quoted"] == {"id": f"true_{OWN}@c.us_{asked['id']}"}


async def test_a_picture_that_is_too_large_is_refused_before_anything_is_stored(
    linked: StandIn, phones: Phones
) -> None:
    script = """async ([chat]) => {
      const file = new File([new Uint8Array(17 * 1024 * 1024)], 'large.png', {type: 'image/png'});
      return WPP.chat.sendFileMessage(chat, file, {type: 'image', markIsRead: false});
    }"""
    [code, _] = await linked.code_of_error(script, PEER_CHAT)
    assert code == "file_too_large"
    assert await phones.messages(PEER, OWN) == []


async def test_a_file_that_the_network_refuses_fails_its_message(linked: StandIn, phones: Phones) -> None:
    await phones.switch(number=OWN, maxFileBytes=10)
    sent = await send(linked, picture(), "image/png", "red.png", type="image")
    assert (sent["ack"], sent["sendMsgResult"]["messageSendResult"]) == (-1, "ERROR_UNKNOWN")
    assert await phones.messages(PEER, OWN) == []


async def test_a_file_that_cannot_be_uploaded_fails_its_message(linked: StandIn, phones: Phones) -> None:
    await linked.page.route("**/media", lambda route: route.abort())
    sent = await send(linked, picture(), "image/png", "red.png", type="image")
    linked.console_errors.clear()  # the browser writes the failed request to the console
    assert (sent["ack"], sent["sendMsgResult"]["messageSendResult"]) == (-1, "ERROR_UPLOAD")
    assert (await linked.call(MEDIA, ID))[0] == "ERROR_UPLOAD"
    assert await phones.messages(PEER, OWN) == []


async def test_a_hundred_megabytes_pass_without_filling_the_page(
    linked: StandIn, phones: Phones, simulator: Simulator, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        for n in range(100):
            file.write(bytes([n]) * MIB)
    await linked.call(
        """() => {
          const input = document.createElement('input');
          Object.assign(input, {type: 'file', id: 'given'});
          document.head.append(input);
        }"""
    )
    await linked.page.set_input_files("#given", large)
    used = "() => performance.memory.usedJSHeapSize"
    before = await linked.call(used)
    sent = await linked.call(
        """([chat, id]) => {
          const [given] = document.getElementById('given').files;
          const file = new File([given], 'large.bin', {type: 'text/plain'});
          return WPP.chat.sendFileMessage(chat, file, {type: 'document', markIsRead: false, messageId: id});
        }""",
        PEER_CHAT,
        ID,
    )
    assert sent["ack"] == 1
    message = await got(phones)
    assert message["enclosed"]["size"] == 100 * MIB
    assert simulator.network.shelf.path(message["enclosed"]["id"]).stat().st_size == 100 * MIB
    size = await linked.call("([id]) => WPP.chat.downloadMedia(id).then((blob) => blob.size)", ID)
    assert size == 100 * MIB
    assert await linked.call(used) - before < 20 * MIB


async def receive_picture(page: StandIn, phones: Phones, data: bytes) -> str:
    """A picture from the peer: the id of the message."""
    uploaded = await phones.request.post("/media", data=data)
    media = (await uploaded.json())["id"]
    named = {"mimetype": "image/png", "filename": "red.png", "caption": "A red one"}
    sent = await phones.act(PEER, "send-media", to=OWN, kind="image", media=media, **named)
    whole = f"false_{PEER_CHAT}_{sent['id']}"
    await page.event("chat.new_message", lambda args: args[0]["id"] == whole)
    return whole


async def test_a_picture_that_comes_in_can_be_downloaded(linked: StandIn, phones: Phones) -> None:
    message = await receive_picture(linked, phones, picture())
    described = """([id]) => WPP.chat.getMessageById(id).then((m) =>
      [m.type, m.mimetype, m.filename, m.caption, m.size, Boolean(m.mediaKey)])"""
    known = ["image", "image/png", "red.png", "A red one", len(picture()), True]
    assert await linked.call(described, message) == known
    mimetype, data = await linked.call(DOWNLOAD, message)
    assert (mimetype, base64.b64decode(data)) == ("image/png", picture())
    assert (await linked.call(MEDIA, message))[0] == "RESOLVED"


async def test_a_file_that_the_network_has_no_more_is_told(linked: StandIn, phones: Phones) -> None:
    message = await receive_picture(linked, phones, picture())
    await phones.act(PEER, "lose-media", chat=OWN, id=message.split("_")[2])
    code = await linked.call(
        "([id]) => WPP.chat.downloadMedia(id).then(() => null, ({code}) => code)", message
    )
    assert code == "media_not_found"
    linked.console_errors.clear()  # the browser writes the answer 404 to the console
    assert (await linked.call(MEDIA, message))[0] == "ERROR_MISSING"


async def test_a_message_without_a_file_has_nothing_to_download(linked: StandIn) -> None:
    await linked.send_text(PEER_CHAT, "only words", KEY)
    [code, _] = await linked.code_of_error("([id]) => WPP.chat.downloadMedia(id)", ID)
    assert code == "message_not_contains_media"


async def test_the_page_holds_few_files_at_a_time(linked: StandIn, phones: Phones) -> None:
    ids = [await receive_picture(linked, phones, picture() + bytes([n])) for n in range(6)]
    for message in ids:
        await linked.call(DOWNLOAD, message)
    held = """(ids) => Promise.all(ids.map(async (id) =>
      Boolean((await WPP.chat.getMessageById(id)).mediaData.mediaBlob)))"""
    assert await linked.call(held, *ids) == [False, False, True, True, True, True]
    assert base64.b64decode((await linked.call(DOWNLOAD, ids[0]))[1]) == picture() + bytes([0])
