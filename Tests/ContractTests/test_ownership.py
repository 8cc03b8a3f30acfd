import pytest

from chain import DAY, HIGHEST_DAILY_LIMIT, NOBODY, deploy, events, reverts


@pytest.fixture(params=["DOTMToken", "RewardDistributor", "StakingVault"])
def owned(request, owner, token):
    """Each contract that has an owner."""
    rest = {"DOTMToken": (HIGHEST_DAILY_LIMIT,), "RewardDistributor": (token.address, NOBODY, 0),
            "StakingVault": (token.address, NOBODY, DAY)}
    return deploy(request.param, owner, *rest[request.param])


def test_ownership_moves_when_the_next_owner_accepts(owned, owner, alice):
    owned.transferOwnership(alice, sender=owner)
    assert events(owned, "OwnershipTransferStarted") == [(owner, alice)]
    assert (owned.owner(), owned.pendingOwner()) == (owner, alice)
    owned.acceptOwnership(sender=alice)
    assert events(owned, "OwnershipTransferred") == [(owner, alice)]
    assert (owned.owner(), owned.pendingOwner()) == (alice, NOBODY)
    with reverts(owned, "OwnableUnauthorizedAccount", owner):
        owned.transferOwnership(owner, sender=owner)
    with reverts(owned, "OwnableUnauthorizedAccount", alice):
        owned.acceptOwnership(sender=alice)


def test_only_the_owner_offers_and_only_the_one_named_accepts(owned, owner, alice, bob):
    with reverts(owned, "OwnableUnauthorizedAccount", alice):
        owned.transferOwnership(alice, sender=alice)
    owned.transferOwnership(alice, sender=owner)
    for other in (bob, owner):
        with reverts(owned, "OwnableUnauthorizedAccount", other):
            owned.acceptOwnership(sender=other)
    with reverts(owned, "OwnableUnauthorizedAccount", alice):
        owned.transferOwnership(alice, sender=alice)


def test_an_offer_can_be_replaced_and_withdrawn(owned, owner, alice, bob):
    owned.transferOwnership(alice, sender=owner)
    owned.transferOwnership(bob, sender=owner)
    with reverts(owned, "OwnableUnauthorizedAccount", alice):
        owned.acceptOwnership(sender=alice)
    owned.transferOwnership(NOBODY, sender=owner)
    with reverts(owned, "OwnableUnauthorizedAccount", bob):
        owned.acceptOwnership(sender=bob)
    assert owned.owner() == owner
