"""The figures of settlement: for everybody, for a municipality about itself, and for the directorate about all."""
