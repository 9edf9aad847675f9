"""One function for each thing that a person or the worker can do, by topic; the edge opens the transaction.

They take a session, whoever does it, and the moment; they raise `OperationError` and know no Flask.
"""
