"""The last step of an upload, from the part file into the store: slow for a large file, so outside a transaction."""

from __future__ import annotations

from qa_app.operations.arrivals import arrived, table_arrived, table_in, told_by_tables
from qa_app.operations.uploads import own_upload, part_path
from qa_app.store.work import FileState, ImportedFile
from qa_app.web.access import me
from qa_app.web.edge import db, now, release, workplace


def hand_over(row: ImportedFile) -> ImportedFile:
    """Give a file whose bytes have all come to be read; one that somebody else handed over meanwhile stays as it is.

    The part file goes last: whatever breaks off before can be done again.
    """
    token = row.token
    path = part_path(workplace().config, row)
    release()
    try:
        table = table_in(path, row, workplace().config.time_zone)
        key = workplace().media.put(path)
    except FileNotFoundError:
        return own_upload(db(), me(), token)
    row = own_upload(db(), me(), token)
    if row.state is FileState.UPLOADING:
        if table:
            table_arrived(db(), me(), now(), row, key, table)
        else:
            arrived(db(), me(), now(), row, key, told_by_tables(workplace(), db(), row))
        release()
    path.unlink(missing_ok=True)
    return row
