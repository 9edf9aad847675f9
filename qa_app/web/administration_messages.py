"""Errors of settings, markets and the file of people, in words; `errors` has all the others."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ADMINISTRATION = {
    "setting_number": _l("This is no number. Write it as 0.7."),
    "setting_whole": _l("Write a whole number, as 14."),
    "setting_range": _l("Write a number from %(least)s to %(most)s."),
    "no_record_store": _l("No learning record store is set, so nothing can be sent."),
    "market_exists": _l("There is a market of this country and language already."),
    "hours_unread": _l(
        "“%(text)s” is no span of hours. Write it as 9:00–17:30; a night goes over midnight in two days."
    ),
    "hours_backwards": _l("“%(text)s” ends before it begins. Hours after midnight belong to the next day."),
    "hours_overlap": _l("Two spans overlap. Write each hour once."),
    "hours_many": _l("Write %(most)s spans at most."),
    "closed_day_unread": _l("Row %(number)s of the closed days has no day that can be read. Write it as 2026-12-27."),
    "closed_day_twice": _l("Row %(number)s of the closed days is a day that stands there already."),
    "closed_day_name": _l("The name in row %(number)s of the closed days is longer than %(most)s characters."),
    "closed_days_many": _l("Write %(most)s closed days at most; take out those that are over."),
    "table_large": _l("The file is too large: at most %(most)s kB. Cut it in two."),
    "table_long": _l("The file has more than %(most)s lines. Cut it in two."),
    "people_file_new": _l("At most %(most)s people can be added at once. Bring the others in a second file."),
    "table_unread": _l("This is no CSV file that can be read. Save the table as CSV (UTF-8) and choose it again."),
    "people_file_unknown": _l("No column is called %(unknown)s. The columns are %(columns)s; name is needed."),
    "people_file_columns": _l("The first line must name the columns, each once: name, and others of %(columns)s."),
    "person_name_missing": _l("There is no name."),
    "person_long": _l("This is longer than %(most)s characters."),
    "person_email": _l("This is not an e-mail address."),
    "person_role": _l("There is no role “%(role)s”. Write one of %(roles)s."),
    "person_language": _l("There is no such language here. Write one of %(languages)s."),
    "person_active": _l("Write yes or no."),
    "person_agent": _l("An agent needs a name or a number."),
    "person_unnamed": _l(
        "Give an e-mail address for an account, or the name in conversations for an agent without one."
    ),
    "person_needs_email": _l("Roles and managing are for accounts. Give an e-mail address."),
    "person_no_manager": _l("Only people with the role of manager look after teams."),
    "person_no_agent": _l("Only agents are in a team. Give the role agent, or the name in conversations."),
    "person_twice": _l("The same person stands in the file twice."),
}
