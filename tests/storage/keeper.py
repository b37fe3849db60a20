"""Keeps numbers one by one and says each that is kept; run in a process of its own, whose disk may fail."""

import sys

from sqlalchemy import Column, Integer, MetaData, Table, insert

from portal.storage.database import Database, Unavailable

kept = Table("kept_for_tests", MetaData(), Column("number", Integer, primary_key=True))
THE_DISK_FAILED = 3

if __name__ == "__main__":
    database = Database.open(sys.argv[1])
    for number in range(20):
        try:
            with database.transaction() as connection:
                kept.create(connection, checkfirst=True)
                connection.execute(insert(kept).values(number=number))
        except Unavailable:
            sys.exit(THE_DISK_FAILED)
        print(number, flush=True)
