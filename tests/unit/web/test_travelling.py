"""The order in which doors are travelled: agreed times stand fast, the rest is put where it is near."""

from datetime import time

from doorstep.web.phone.travelling import Door, travelled


def door(key: str, postcode: str, at: time | None = None) -> Door:
    return Door(key=key, postcode=postcode, at=at)


def order(*doors: Door) -> str:
    return "".join(str(each.key) for each in travelled(doors))


def test_agreed_times_stand_in_their_order_whatever_the_postcodes() -> None:
    doors = (
        door("a", "ZZ1 1AA", time(15)),
        door("b", "YY9 9AA", time(9)),
        door("c", "ZZ1 1AB", time(11)),
    )

    assert order(*doors) == "bca"


def test_others_are_put_beside_the_door_they_are_near() -> None:
    east, west = door("e", "ZZ1 1AA", time(9)), door("w", "YY9 9AA", time(15))

    assert order(east, west, door("x", "ZZ1 1AB")) == "exw"
    assert order(east, west, door("x", "YY9 9AB")) in {"exw", "ewx"}


def test_without_times_who_presses_most_comes_first_and_near_doors_follow_each_other() -> None:
    assert order(door("a", "ZZ1 1AA"), door("b", "YY9 9AA"), door("c", "ZZ1 1AB")) == "acb"


def test_a_door_without_a_postcode_is_kept() -> None:
    assert sorted(order(door("a", ""), door("b", "ZZ1 1AA"))) == ["a", "b"]
