"""Errors of modules and of what people learn, in words; `errors` has all the others."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TRAINING = {
    "module_open": _l("There is a draft of this module already, or a version in review. Finish or discard it first."),
    "module_in_review": _l("This version is in review, so it changes no more. Take it back first."),
    "module_file_large": _l("With its pictures the file would be larger than %(most)s MB. Take some out first."),
    "module_pictures_gone": _l("Pictures of this module are not in the store of files. Ask the administrator."),
    "module_not_offered": _l("The product has no other text of this module than the one that is published here."),
    "module_over": _l("Somebody else decided about this version meanwhile. Reload the page to see what."),
    "module_no_draft": _l("There is no draft of this module to write in. Start a new version first."),
    "module_changed": _l(
        "Somebody else has changed this module since you opened the page, so nothing was saved. What you typed is kept"
        " below, beside what was saved meanwhile."
    ),
    "not_put_back": _l("This cannot be undone any more, because the module was changed since."),
    "module_full": _l("There is no room for more: a module has at most 50 lessons, exercises, questions and pictures."),
    "module_invalid": _l(
        "It cannot be kept like this. A question needs at least two answers, and a right one where there is one to"
        " choose."
    ),
    "picture_too_large": _l("This picture is too large: it may have at most %(limit)s MB. Make it smaller first."),
    "picture_too_many_pixels": _l("This picture has too many pixels: at most %(most)s million. Make it smaller first."),
    "picture_type": _l("This is no PNG, JPEG or WebP picture. Save it as one of these first."),
    "picture_broken": _l("This picture cannot be read; it may be damaged. Save it anew, then try again."),
    "lesson_full": _l("A lesson's text has at most %(most)s characters, so this does not fit any more."),
    "moment_empty": _l("Choose some turns first; there are no words to insert."),
    "module_lacks": _l("This version is not complete yet. What is to be mended is listed on its page."),
    "module_note": _l("Say what is to be changed, in at most %(most)s characters; the author is to know."),
    "second_person": _l("Somebody else publishes it: a trainer who neither wrote on it nor submitted it."),
    "module_retired": _l("This module is retired, so nobody new takes it."),
    "module_not_published": _l("No version of this module is published yet. It can be taken as soon as one is."),
    "already_enrolled": _l("%(agent)s has this module to do already."),
    "nobody_chosen": _l("Nobody is chosen yet. Tick at least one agent or team."),
    "proposal_decided": _l("Somebody else decided about this proposal meanwhile."),
    "rule_has_proposed": _l(
        "This rule has proposed something already, so its criterion and module stay. Stop it and make a new one."
    ),
    "proposal_reason": _l("Say why not, in at most %(most)s characters."),
    "enrolment_over": _l("This training is over, so nothing of it changes any more."),
    "enrolment_waits": _l("Begin this training first; its first page has the button for it."),
    "enrolment_begun": _l("You have begun this version already; finish it as it is."),
    "language_not_offered": _l("This module is not there in that language. Choose another one."),
    "parts_left": _l("The quiz opens when every lesson is read and every exercise tried."),
    "answer_empty": _l("Write your answer first, as you would to the customer."),
    "answer_short": _l("This is very short. Write at least a sentence, as you would to the customer."),
    "answer_long": _l("This is longer than a customer would read. Keep it under %(most)s characters."),
    "answer_copied": _l("These are the customer's own words. Write what you would answer."),
    "answer_other_language": _l("This exercise is in %(language)s. Answer in the same language as the customer."),
}
