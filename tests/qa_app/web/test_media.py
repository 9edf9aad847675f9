"""The recording as a browser asks for it: in parts, in a coding it plays, and only for those who may hear it."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qa_app.store.audit import AuditEvent
from qa_app.store.interactions import Interaction, Waveform
from qa_app.workplace import Workplace
from tests.qa_app.workplace import sign_in
from tests.transcripts.encoding import encoded, tones, wav

MEDIA = "/interactions/1/media"
SOUND = wav(tones(440.0, 880.0))


def _with_recording(workplace: Workplace, data: bytes, name: str = "call.wav") -> None:
    path = workplace.config.data / "recording"
    path.write_bytes(data)
    key = workplace.media.put(path)
    with workplace.database.transaction() as session:
        row = session.get_one(Interaction, 1)
        row.media_key, row.playable_key, row.file_name, row.seconds = key, None, name, 2.0


@pytest.fixture
def client(app: Flask, workplace: Workplace) -> FlaskClient:
    _with_recording(workplace, SOUND)
    return sign_in(app, "Ines")


def test_the_whole_recording_with_its_kind_and_length(client: FlaskClient) -> None:
    answer = client.get(MEDIA)
    assert answer.status_code == 200
    assert answer.data == SOUND
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Content-Length"] == str(len(SOUND))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, len(SOUND)),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=100-", 100, len(SOUND)),
        ("bytes=-50", len(SOUND) - 50, len(SOUND)),
        ("bytes=100-99999999", 100, len(SOUND)),
    ],
)
def test_a_part_of_it(client: FlaskClient, asked: str, start: int, end: int) -> None:
    answer = client.get(MEDIA, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == SOUND[start:end]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(SOUND)}"
    assert answer.headers["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={len(SOUND)}-", "bytes=99999999-"])
def test_a_part_that_is_not_there(client: FlaskClient, asked: str) -> None:
    answer = client.get(MEDIA, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(SOUND)}"
    assert answer.data == b""


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=b-a", "bytes=5-1", "bytes=-0", "nonsense"])
def test_what_is_no_single_part_gets_the_whole(client: FlaskClient, asked: str) -> None:
    answer = client.get(MEDIA, headers={"Range": asked})
    assert answer.status_code == 200
    assert answer.data == SOUND


def test_a_part_of_what_was_another_recording_gets_the_whole(client: FlaskClient) -> None:
    tag = client.get(MEDIA).headers["ETag"]
    assert client.get(MEDIA, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(MEDIA, headers={"Range": "bytes=0-9", "If-Range": '"another"'}).status_code == 200
    old = "Mon, 02 Nov 2026 09:30:00 GMT"
    assert client.get(MEDIA, headers={"Range": "bytes=0-9", "If-Range": old}).status_code == 200


def test_head_tells_the_length_without_the_sound(client: FlaskClient) -> None:
    answer = client.head(MEDIA)
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(SOUND))
    assert answer.data == b""


def test_only_those_who_see_the_conversation_hear_it(app: Flask, client: FlaskClient) -> None:
    assert client.get(MEDIA).status_code == 200
    assert sign_in(app, "Mara").get(MEDIA).status_code == 200
    assert sign_in(app, "Uwe").get(MEDIA).status_code == 404
    assert sign_in(app, "Ada").get(MEDIA).status_code == 403
    assert app.test_client().get(MEDIA).status_code == 302


def test_one_listening_is_one_row_in_the_trail_however_many_parts(
    app: Flask, client: FlaskClient, workplace: Workplace
) -> None:
    for start in (0, 10, 1000):
        client.get(MEDIA, headers={"Range": f"bytes={start}-{start + 9}"})
    sign_in(app, "Rita").get(MEDIA, headers={"Range": "bytes=5-9"})
    with workplace.database.reading() as session:
        heard = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "recording.played")
        assert session.scalar(heard) == 2


def test_a_conversation_without_recording_says_so(app: Flask) -> None:
    answer = sign_in(app, "Ines").get(MEDIA)
    assert answer.status_code == 422
    assert "no recording" in answer.text


def test_a_recording_that_is_gone_from_the_store_says_so(client: FlaskClient, workplace: Workplace) -> None:
    with workplace.database.reading() as session:
        key = session.get_one(Interaction, 1).media_key
    assert key
    workplace.media.remove(key)
    assert client.get(MEDIA).status_code == 422
    with workplace.database.transaction() as session:
        session.get_one(Interaction, 1).playable_key = key
    assert client.get(MEDIA).status_code == 422


def _heard(data: bytes) -> tuple[str, int, float]:
    """The coding, the channels and the seconds of a file, as decoded."""
    with av.open(io.BytesIO(data)) as container:
        track = container.streams.audio[0]
        frames = list(container.decode(track))
        samples = sum(frame.samples for frame in frames)
        return track.codec_context.name, track.codec_context.channels, samples / frames[0].sample_rate


@pytest.mark.parametrize(
    ("container", "codec", "name", "rate"),
    [
        ("wav", "pcm_mulaw", "call.wav", 8000),
        ("wav", "pcm_alaw", "call.wav", 8000),
        ("mulaw", "pcm_mulaw", "call.ulaw", 8000),
        ("g722", "g722", "call.g722", 16000),
        ("caf", "alac", "call.caf", 16000),
        ("matroska", "pcm_s16le", "call.mkv", 8000),
    ],
)
def test_what_browsers_do_not_play_is_served_as_a_copy_they_do(
    app: Flask, workplace: Workplace, container: str, codec: str, name: str, rate: int
) -> None:
    # A steady tone would look like what only random bytes look like in the headerless formats.
    signal = tones(440.0, rate=rate)
    original = encoded(container, codec, signal, rate, source_rate=rate)
    _with_recording(workplace, original, name)
    answer = sign_in(app, "Ines").get(MEDIA)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "audio/webm"
    coding, channels, seconds = _heard(answer.data)
    assert (coding, channels) == ("opus", 1)
    assert seconds == pytest.approx(2.0, abs=0.1)
    with workplace.database.reading() as session:
        row = session.get_one(Interaction, 1)
        assert row.playable_key not in (None, row.media_key)


def test_both_sides_are_heard_on_their_own_channel_of_the_copy(app: Flask, workplace: Workplace) -> None:
    _with_recording(workplace, encoded("wav", "pcm_alaw", tones(440.0, 1000.0)))
    answer = sign_in(app, "Ines").get(MEDIA)
    with av.open(io.BytesIO(answer.data)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(container.streams.audio[0])]
    sound = np.concatenate([frame.reshape(-1, 2).T if frame.shape[0] == 1 else frame for frame in frames], axis=1)
    assert [_pitch(side) for side in sound] == pytest.approx([440, 1000], abs=5)


def _pitch(side: np.ndarray) -> float:
    middle = side[24_000:72_000].astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(middle)))) * 48_000 / len(middle)


@pytest.mark.parametrize(
    ("container", "codec", "kind"),
    [
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("ogg", "libopus", "audio/ogg"),
        ("flac", "flac", "audio/flac"),
        ("mp4", "aac", "audio/mp4"),
    ],
)
def test_what_browsers_play_is_served_as_it_is(
    app: Flask, workplace: Workplace, container: str, codec: str, kind: str
) -> None:
    rate = 48_000
    data = encoded(container, codec, tones(440.0, rate=rate), rate, source_rate=rate)
    _with_recording(workplace, data, "a name that lies.exe")
    answer = sign_in(app, "Ines").get(MEDIA)
    assert answer.headers["Content-Type"] == kind
    assert answer.data == data


@pytest.mark.parametrize("data", [b"", b"<html><script>alert(1)</script>", b"%PDF-1.7", bytes(5000)])
def test_what_is_no_recording_is_never_served(app: Flask, workplace: Workplace, data: bytes) -> None:
    _with_recording(workplace, data)
    answer = sign_in(app, "Ines").get(MEDIA)
    assert answer.status_code == 422
    assert "alert(1)" not in answer.text


def test_the_page_has_a_plain_player_and_a_waveform_for_each_channel(
    app: Flask, client: FlaskClient, workplace: Workplace
) -> None:
    with workplace.database.transaction() as session:
        session.add(Waveform(interaction_id=1, seconds=2.0, peaks=[[0, 10, 255], [0, 0, 7]]))
    page = client.get("/interactions/1").text
    assert f'<audio controls preload="metadata" src="{MEDIA}">' in page
    assert "autoplay" not in page
    assert page.count('<svg class="wave"') == 2
    assert "M2.5 1v255" in page
    assert "<audio" not in sign_in(app, "Uwe").get("/interactions/2").text


def test_a_copy_leaves_no_files_behind(app: Flask, workplace: Workplace, tmp_path: Path) -> None:
    _with_recording(workplace, encoded("wav", "pcm_mulaw", tones(440.0)))
    sign_in(app, "Ines").get(MEDIA)
    files = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert len(files) == 2
