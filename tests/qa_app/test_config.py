"""Settings from the environment, with words for each that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_app.config import ConfigError, config_from
from qa_app.media import Media


def test_everything_has_a_default_below_one_folder(tmp_path: Path) -> None:
    config = config_from({"FAIRWORD_DATA": str(tmp_path)})
    assert config.database == f"sqlite:///{tmp_path / 'fairword.db'}"
    assert config.media == str(tmp_path / "media")
    assert not config.https


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    first, second = (config_from({"FAIRWORD_DATA": str(tmp_path)}).secret_key for _ in range(2))
    assert first == second
    assert len(first) > 60


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FAIRWORD_SECRET_KEY", "short"),
        ("FAIRWORD_TIME_ZONE", "Mars/Olympus"),
        ("FAIRWORD_TIME_ZONE", "../etc"),
        ("FAIRWORD_DISPUTE_DAYS", "two weeks"),
        ("FAIRWORD_DISPUTE_DAYS", "0"),
        ("FAIRWORD_UPLOAD_LIMIT_MB", "-1"),
        ("FAIRWORD_LRS", "https://records.example.com/xapi"),
        ("FAIRWORD_LRS", "http://key:secret@records.example.com/xapi"),
        ("FAIRWORD_LRS", "ftp://key:secret@localhost/xapi"),
        ("FAIRWORD_LRS", "https://key:secret@records.example.com:many/xapi"),
        ("FAIRWORD_LRS", "https://key:secret@[records/xapi"),
        ("FAIRWORD_LRS", "https://key:secret@records.example.com/xapi?agent=1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        config_from({"FAIRWORD_DATA": str(tmp_path), name: value})


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="FAIRWORD_DATA"):
        config_from({"FAIRWORD_DATA": str(tmp_path / "file" / "data")})


def test_a_learning_record_store_is_read_without_showing_its_secret(tmp_path: Path) -> None:
    url = "https://key%40home:s%3Acret@records.example.com:8443/xapi/"
    config = config_from({"FAIRWORD_DATA": str(tmp_path), "FAIRWORD_LRS": url})
    assert config.lrs is not None
    assert (config.lrs.address, config.lrs.key, config.lrs.secret) == (
        "https://records.example.com:8443/xapi",
        "key@home",
        "s:cret",
    )
    assert "s:cret" not in repr(config)
    with pytest.raises(ConfigError) as wrong:
        config_from({"FAIRWORD_DATA": str(tmp_path), "FAIRWORD_LRS": "http://key:s3cret@records.example.com/xapi"})
    assert "s3cret" not in str(wrong.value)
    here = config_from({"FAIRWORD_DATA": str(tmp_path), "FAIRWORD_LRS": "http://key:secret@localhost:9000/xapi"})
    assert here.lrs is not None


def test_what_is_kept_is_for_its_owner_only(tmp_path: Path) -> None:
    config = config_from({"FAIRWORD_DATA": str(tmp_path / "data"), "FAIRWORD_MEDIA": str(tmp_path / "recordings")})
    Media(config.media)
    for folder in ("data", "recordings"):
        assert (tmp_path / folder).stat().st_mode & 0o077 == 0, folder
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o750)
    config_from({"FAIRWORD_DATA": str(tmp_path / "shared")})
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o750
