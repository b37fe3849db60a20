"""Which rules hold for whom and when: `rules.yaml` says it, `rulebook.py` looks it up, `questions.py` asks for it."""
