from __future__ import annotations

from application.kept import Kept


def test_no_more_is_kept_than_was_said() -> None:
    kept = Kept(most=2)
    asked: list[str] = []

    def ask(question: str) -> str:
        def answer() -> str:
            asked.append(question)
            return question.upper()

        return kept.get(b"token", question, answer)

    assert [ask(one) for one in ("a", "b", "a", "c", "b", "a")] == ["A", "B", "A", "C", "B", "A"]
    assert asked == ["a", "b", "c", "b", "a"]
