from tests.interfaces.world import Api


def test_x(api: Api) -> None:
    assert api.position > 10


def test_y(api: Api) -> None:
    assert api.position > 10
