"""What is wrong with a file that should hold a module, in words; the codes are those of `teaching.files`."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from teaching.files import LARGEST_FILE, FileFault

FAULTS = {
    "too_large": _l("The file is too large, packed or unpacked. A module may have at most %(most)s MB."),
    "not_a_module_file": _l("This is no file of a module. Choose one that was downloaded from the page of a module."),
    "entry_unexpected": _l("The file holds something that does not belong into a module."),
    "entry_twice": _l("The file holds something twice."),
    "entry_missing": _l("Something that the module needs is missing in the file."),
    "unreadable": _l("The file is damaged. Download it again."),
    "document_unreadable": _l("The description of the module in the file cannot be read."),
    "format_unknown": _l("The file was written by a newer version of the product. Update this one first."),
    "document_invalid": _l("The module in the file is not as a module has to be."),
    "text_unknown": _l("The file holds a text that belongs to no part of the module."),
    "control_character": _l("A text in the file holds signs that cannot be shown."),
    "picture_unnamed": _l("The file holds a picture that the module does not name."),
    "picture_name": _l("A picture is not the one that its name says."),
    "picture_too_large": _l("A picture is too large."),
    "picture_unreadable": _l("A picture cannot be read. It has to be a PNG, JPEG or WebP picture that does not move."),
}


def fault_words(fault: FileFault) -> str:
    """The fault in the reader's language, with the place in the file where there is one."""
    words = str(FAULTS[fault.code]) % {"most": LARGEST_FILE // 2**20}
    return _("%(problem)s Place in the file: %(place)s", problem=words, place=fault.place) if fault.place else words
