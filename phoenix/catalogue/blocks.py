"""Descriptions as people write them, and as they are kept: a text is a paragraph, a list of texts a list."""

from __future__ import annotations


def blocks(text: str) -> list:
    """Paragraphs as texts, lists as lists, from text whose list lines begin with `- `."""
    found = []
    for part in text.strip().split("\n\n"):
        lines = part.split("\n")
        listed = all(line.startswith("- ") for line in lines)
        found.append([line[2:] for line in lines] if listed else " ".join(lines))
    return found


def written(description: list) -> str:
    """The text that `blocks` reads so."""
    parts = (block if isinstance(block, str) else "\n".join(f"- {line}" for line in block) for block in description)
    return "\n\n".join(parts)
