"""What the portal remembers: tables, transactions, and the sealing of everything personal."""
