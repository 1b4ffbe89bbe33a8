"""What a fair share would bring: who would live where if families moved into the homes of a plan."""
