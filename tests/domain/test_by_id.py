"""A mapping that grows without being copied."""

from uuid import UUID

from hypothesis import given as any_of
from hypothesis import strategies as st

from domain.by_id import ById


@any_of(
    st.lists(st.tuples(st.uuids() | st.integers(0, 600).map(lambda n: UUID(int=n)), st.integers()))
)
def test_it_holds_what_a_dictionary_does(pairs: list[tuple[UUID, int]]) -> None:
    expected: dict[UUID, int] = {}
    found: ById[int] = ById()
    for identity, value in pairs:
        earlier = found
        found = found.having(identity, value)
        assert dict(earlier) == expected
        expected[identity] = value
    assert dict(found) == expected
    for identity, value in expected.items():
        assert identity in found
        assert found.get(identity) == value
    nothing: ById[int] = ById()
    assert UUID(int=601) not in nothing
    assert nothing.get(UUID(int=1)) is None
