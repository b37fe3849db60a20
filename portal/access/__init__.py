"""Who works with settlement, what each of them may do, and what they did: decided and written down in one place."""
