"""For the directorate: how the delivery of records stands, and what to do about those that stopped."""
