"""A module as one file: the same bytes each time, and nothing taken from a file that is not what it says."""

from __future__ import annotations

import json
import random
import stat
import tracemalloc
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from PIL import Image

from teaching.files import FileFault, ModuleFile, module_file, read_module_file
from teaching.keys import digest, earlier_source, translated
from teaching.model import Module, Picture
from teaching.pictures import picture_fault
from tests.qa_app.teaching_modules import small_module


def picture(form: str = "PNG", size: tuple[int, int] = (8, 8), **options: Any) -> tuple[str, bytes]:
    """The name and bytes of a picture."""
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, form, **options)
    ending = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}[form]
    return f"{sha256(drawn.getvalue()).hexdigest()}.{ending}", drawn.getvalue()


def with_pictures(*forms: str) -> tuple[Module, dict[str, bytes]]:
    pictures = dict(picture(form) for form in forms or ("PNG", "JPEG", "WEBP"))
    return small_module().model_copy(update={"pictures": tuple(Picture(name=name) for name in pictures)}), pictures


def packed(*entries: tuple[str | ZipInfo, bytes], how: int = ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", how) as file:
        for name, content in entries:
            file.writestr(name, content)
    return made.getvalue()


def document(**changes: Any) -> bytes:
    """The document of a small module, with fields of the module changed."""
    body = small_module().model_dump(mode="json") | changes
    return json.dumps({"format": "fairword-module", "version": 1, "module": body}).encode()


def fault(data: bytes) -> FileFault:
    found = read_module_file(data)
    assert isinstance(found, FileFault)
    return found


def test_what_was_written_is_read() -> None:
    module, pictures = with_pictures()
    found = read_module_file(module_file(module, pictures))
    assert isinstance(found, ModuleFile)
    assert found.pictures == pictures
    assert found.module.model_copy(update={"pictures": ()}) == small_module()


def test_reading_and_writing_again_gives_the_same_bytes() -> None:
    module, pictures = with_pictures()
    first = module_file(module, pictures)
    found = read_module_file(first)
    assert isinstance(found, ModuleFile)
    assert module_file(found.module, found.pictures) == first
    assert module_file(module, dict(reversed(pictures.items()))) == first


def outdated() -> Module:
    """A small module whose English title was changed after it was translated."""
    return translated(small_module(), "en", {"title": "Money back"})


def test_what_outdated_translations_were_made_from_goes_along() -> None:
    first = module_file(outdated(), {})
    found = read_module_file(first)
    assert isinstance(found, ModuleFile)
    assert earlier_source(found.module, "nl", "title") == "Refunds"
    assert module_file(found.module, {}) == first


@pytest.mark.parametrize(
    ("earlier", "code"),
    [
        ({digest("Refunds"): "Another"}, "text_unknown"),
        ({digest("Nobody's"): "Nobody's"}, "text_unknown"),
        ({"../<x>": "Refunds"}, "text_unknown"),
    ],
)
def test_an_earlier_text_is_the_one_that_its_digest_says(earlier: dict[str, str], code: str) -> None:
    found = fault(packed(("module.json", document(earlier=earlier))))
    assert (found.code, found.place) == (code, f"earlier.{next(iter(earlier))}")


def test_an_earlier_text_has_no_signs_that_cannot_be_shown() -> None:
    made_from = {"nl": {"title": digest("a\x00")}}
    found = fault(packed(("module.json", document(earlier={digest("a\x00"): "a\x00"}, made_from=made_from))))
    assert found.code == "control_character"


def test_words_that_belong_to_nothing_are_left_out() -> None:
    module = translated(small_module(), "en", {"lesson.gone.title": "Gone"})
    assert module_file(module, {}) == module_file(small_module(), {})


def test_a_picture_that_is_missing_is_not_left_out_silently() -> None:
    module, _ = with_pictures()
    with pytest.raises(KeyError):
        module_file(module, {})


def test_a_file_packed_by_another_program_is_taken() -> None:
    module, pictures = with_pictures("PNG")
    content = json.loads(ZipFile(BytesIO(module_file(module, pictures))).read("module.json"))
    entries = [(f"pictures/{name}", data) for name, data in pictures.items()]
    folder = ZipInfo("pictures/")
    folder.external_attr = (stat.S_IFDIR | 0o755) << 16
    found = read_module_file(packed((folder, b""), *entries, ("module.json", json.dumps(content).encode())))
    assert isinstance(found, ModuleFile)


@pytest.mark.parametrize("data", [b"", b"PK\5\6", b"hello" * 100, b"%PDF-1.7", b"PK\5\6" + b"\0" * 18])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    assert fault(data).code in ("not_a_module_file", "entry_missing")


def test_other_archives_are_refused() -> None:
    assert fault(packed(("word/document.xml", b"<a/>"))).code == "entry_unexpected"
    assert fault(packed(("module.json", b'{"format": "other"}'))) == FileFault("not_a_module_file", "format")
    later = b'{"format": "fairword-module", "version": 2, "module": {}}'
    assert fault(packed(("module.json", later))) == FileFault("format_unknown", "version")


@pytest.mark.parametrize(
    "name",
    [
        "../module.json",
        "/module.json",
        "pictures/../../evil.png",
        "pictures\\evil.png",
        f"pictures/{'a' * 64}.svg",
        f"pictures/{'a' * 64}.png\n",
        f"pictures/{'a' * 64}.png/x",
        "MODULE.JSON",
        "evil/",
    ],
)
def test_entries_with_other_names_are_refused(name: str) -> None:
    assert fault(packed(("module.json", document()), (name, b"x"))).code == "entry_unexpected"


def test_a_name_that_hides_its_end_is_refused() -> None:
    shown = packed(("module.json", document()), ("pictures/x.png", b"x"))
    hidden = shown.replace(b"pictures/x.png", b"module.json\0\0\0")
    assert fault(hidden).code in ("entry_unexpected", "unreadable")


def test_links_and_devices_are_refused() -> None:
    name, data = picture()
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFDIR):
        entry = ZipInfo(f"pictures/{name}")
        entry.external_attr = (kind | 0o777) << 16
        assert fault(packed(("module.json", document()), (entry, data))).code == "entry_unexpected"


def test_an_entry_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed(("module.json", document()), ("module.json", document(pass_mark=0.1)))
    assert fault(twice) == FileFault("entry_twice", "module.json")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    name, _ = picture()
    assert fault(packed(("module.json", document()), (f"pictures/{name}", b"\0" * 51 * 2**20))).code == "too_large"
    assert fault(packed(("module.json", b" " * 9 * 2**20))).code == "too_large"
    assert fault(b"x" * (20 * 2**20 + 1)).code == "too_large"


def test_a_size_that_lies_is_found_out() -> None:
    honest = packed(("module.json", document() + b" " * 2**20))
    size = (len(document()) + 2**20).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert fault(honest.replace(size, (100).to_bytes(4, "little"))).code == "unreadable"


def test_a_size_that_lies_costs_no_memory() -> None:
    packed_zeros = packed(("module.json", b"\0" * 2**26))
    lie = packed_zeros.replace((2**26).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    tracemalloc.start()
    assert fault(lie).code == "unreadable"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**22


def test_so_many_entries_are_not_looked_through() -> None:
    many = packed(("module.json", document()), *((f"pictures/{number}", b"") for number in range(5000)))
    assert fault(many).code == "not_a_module_file"
    few = packed(("module.json", document()), *((f"pictures/{number:064x}.png", b"") for number in range(60)))
    assert fault(few).code == "not_a_module_file"


def test_other_ways_to_pack_and_secrets_are_refused() -> None:
    assert fault(packed(("module.json", document()), how=ZIP_BZIP2)).code == "entry_unexpected"
    locked = bytearray(packed(("module.json", document())))
    place = locked.index(b"PK\1\2")
    locked[place + 8] |= 1
    assert fault(bytes(locked)).code == "entry_unexpected"


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"\xff\xfe", "document_unreadable", "module.json"),
        (b"[" * 100_000, "document_unreadable", "module.json"),
        (b"9" * 10_000, "document_unreadable", "module.json"),
        (b"[]", "not_a_module_file", "format"),
        (document().replace(b'"kind"', b'"kind": "skill", "kind"'), "document_unreadable", "module.json"),
        (document(pass_mark=float("nan")), "document_unreadable", "module.json"),
        (document(pass_mark=2), "document_invalid", "pass_mark"),
        (document(more=1), "document_invalid", "more"),
        (document(lessons=[{"id": "no spaces"}]), "document_invalid", "lessons.0.id"),
        (document(texts={"xx": {}}), "document_invalid", "texts.xx.[key]"),
        (document(texts={"en": {"title": "x" * 20_001}}), "document_invalid", "texts.en.title"),
        (document(texts={"en": {"title": "\ud800"}}), "document_invalid", "texts.en.title"),
        (document(texts={"en": {"evil\n": "x"}}), "text_unknown", "texts.en.evil?"),
        (document(texts={"en": {"title": "a\0b"}}), "control_character", "texts.en.title"),
        (document(pictures=[{"name": "../evil.png"}]), "document_invalid", "pictures.0.name"),
    ],
)
def test_a_document_that_is_none_is_refused_with_its_place(content: bytes, code: str, place: str) -> None:
    assert fault(packed(("module.json", content))) == FileFault(code, place)


def test_pictures_and_document_name_each_other() -> None:
    _, pictures = with_pictures("PNG")
    name = next(iter(pictures))
    named = document(pictures=[{"name": name}])
    assert fault(packed(("module.json", named))) == FileFault("entry_missing", f"pictures/{name}")
    unnamed = packed(("module.json", document()), (f"pictures/{name}", pictures[name]))
    assert fault(unnamed) == FileFault("picture_unnamed", f"pictures/{name}")
    twice = document(pictures=[{"name": name}] * 2)
    assert fault(packed(("module.json", twice), (f"pictures/{name}", pictures[name]))).code == "entry_twice"
    other = picture(size=(9, 9))[1]
    assert fault(packed(("module.json", named), (f"pictures/{name}", other))).code == "picture_name"


def named_after(data: bytes, ending: str) -> str:
    return f"{sha256(data).hexdigest()}.{ending}"


def test_pictures_that_are_none_are_refused() -> None:
    name, data = picture()
    assert picture_fault(name, data) is None
    script = b"<svg onload='evil()'/>"
    assert picture_fault(named_after(script, "png"), script) == "picture_unreadable"
    assert picture_fault(named_after(data, "jpg"), data) == "picture_unreadable", "what the ending says counts"
    assert picture_fault(named_after(data[:-30], "png"), data[:-30]) == "picture_unreadable"
    large = picture(size=(12_001, 1000))
    assert picture_fault(*large) == "picture_too_large"
    moving = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "teal")]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    assert picture_fault(named_after(moving.getvalue(), "png"), moving.getvalue()) == "picture_unreadable"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_broken_pictures_break_nothing(form: str) -> None:
    name, data = picture(form, (40, 40))
    chance = random.Random(7)  # noqa: S311 - the same each time
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        own = named_after(bytes(broken), name.split(".")[1])
        assert picture_fault(own, bytes(broken)) in (None, "picture_unreadable", "picture_too_large")


def test_broken_files_break_nothing() -> None:
    data = module_file(*with_pictures("PNG"))
    chance = random.Random(11)  # noqa: S311 - the same each time
    for _ in range(500):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            # The ends of the entries and the directory, where it hurts most.
            broken[chance.choice((chance.randrange(len(data)), -chance.randrange(1, 300)))] = chance.randrange(256)
        assert isinstance(read_module_file(bytes(broken)), FileFault | ModuleFile)


def test_the_example_of_the_description_is_taken() -> None:
    text = (Path(__file__).parents[2] / "docs" / "module-file.md").read_text(encoding="utf-8")
    example = text.split("```json\n")[1].split("```")[0]
    found = read_module_file(packed(("module.json", example.encode())))
    assert isinstance(found, ModuleFile)
    assert found.module.lessons[0].pairs == ("named",)
