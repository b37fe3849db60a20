"""The parts that services are built of: fields, steps, journeys, and what an answer may look like."""
