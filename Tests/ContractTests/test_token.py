import boa
import pytest

from chain import CAP, DAY, DOTM, HIGHEST_DAILY_LIMIT, MOST, NOBODY, cannot_be_deployed, deploy, events, reverts, wait


@pytest.fixture
def rich(token, minter, alice):
    token.mint(alice, 100 * DOTM, sender=minter)
    return token


def test_it_says_what_it_is_and_begins_with_nothing_minted(owner):
    token = deploy("DOTMToken", owner, 5 * DOTM)
    assert (token.name(), token.symbol(), token.decimals()) == ("DOTM Token", "DOTM", 18)
    assert token.MAX_SUPPLY() == 10_333_333 * 10**18 == token.remainingMintableTokens()
    assert token.MAX_DAILY_MINT_LIMIT() * 100 == token.MAX_SUPPLY()
    assert token.totalSupply() == token.totalMinted() == 0
    assert (token.dailyMintLimit(), token.mintableToday(), token.paused()) == (5 * DOTM, 5 * DOTM, False)
    assert (token.owner(), token.pendingOwner(), token.isMinter(owner)) == (owner, NOBODY, False)


def test_it_cannot_be_deployed_without_an_owner_or_beyond_the_highest_daily_limit(owner):
    with cannot_be_deployed("OwnableInvalidOwner", NOBODY):
        deploy("DOTMToken", NOBODY, 1)
    with cannot_be_deployed("InvalidDailyMintLimit", HIGHEST_DAILY_LIMIT + 1, HIGHEST_DAILY_LIMIT):
        deploy("DOTMToken", owner, HIGHEST_DAILY_LIMIT + 1)


def test_a_transfer_moves_tokens_and_says_so(rich, alice, bob):
    assert rich.transfer(bob, 30 * DOTM, sender=alice)
    assert events(rich, "Transfer") == [(alice, bob, 30 * DOTM)]
    assert (rich.balanceOf(alice), rich.balanceOf(bob), rich.totalSupply()) == (70 * DOTM, 30 * DOTM, 100 * DOTM)
    assert rich.transfer(alice, 70 * DOTM, sender=alice)
    assert rich.balanceOf(alice) == 70 * DOTM
    assert rich.transfer(alice, 0, sender=bob) and events(rich, "Transfer") == [(bob, alice, 0)]


def test_nobody_moves_more_than_is_there_or_to_the_zero_address(rich, alice, bob):
    with reverts(rich, "ERC20InsufficientBalance", alice, 100 * DOTM, 100 * DOTM + 1):
        rich.transfer(bob, 100 * DOTM + 1, sender=alice)
    with reverts(rich, "ERC20InsufficientBalance", bob, 0, MOST):
        rich.transfer(bob, MOST, sender=bob)
    with reverts(rich, "ERC20InvalidReceiver", NOBODY):
        rich.transfer(NOBODY, 1, sender=alice)
    with reverts(rich, "ERC20InvalidSender", NOBODY):
        rich.transferFrom(NOBODY, bob, 0, sender=alice)


def test_an_allowance_is_replaced_used_up_and_never_passed(rich, alice, bob, carol):
    rich.approve(bob, 99, sender=alice)
    assert rich.approve(bob, 10, sender=alice) and events(rich, "Approval") == [(alice, bob, 10)]
    assert rich.transferFrom(alice, carol, 4, sender=bob) and events(rich, "Transfer") == [(alice, carol, 4)]
    assert rich.allowance(alice, bob) == 6
    with reverts(rich, "ERC20InsufficientAllowance", bob, 6, 7):
        rich.transferFrom(alice, carol, 7, sender=bob)
    with reverts(rich, "ERC20InsufficientAllowance", carol, 0, 1):
        rich.transferFrom(alice, carol, 1, sender=carol)
    with reverts(rich, "ERC20InvalidSpender", NOBODY):
        rich.approve(NOBODY, 1, sender=alice)


def test_an_allowance_without_limit_is_not_used_up(rich, alice, bob):
    rich.approve(bob, MOST, sender=alice)
    rich.transferFrom(alice, bob, 5, sender=bob)
    assert rich.allowance(alice, bob) == MOST


def test_only_minters_mint_and_the_owner_names_them(token, owner, minter, alice):
    token.mint(alice, 7, sender=minter)
    assert events(token, "Transfer") == [(NOBODY, alice, 7)]
    for other in (owner, alice):
        with reverts(token, "MinterUnauthorizedAccount", other):
            token.mint(alice, 1, sender=other)
    with reverts(token, "OwnableUnauthorizedAccount", minter):
        token.setMinter(alice, True, sender=minter)
    token.setMinter(minter, False, sender=owner)
    assert events(token, "MinterSet") == [(minter, False)]
    with reverts(token, "MinterUnauthorizedAccount", minter):
        token.mint(alice, 1, sender=minter)
    assert token.totalSupply() == 7


def test_nothing_is_minted_to_the_zero_address(token, minter):
    with reverts(token, "ERC20InvalidReceiver", NOBODY):
        token.mint(NOBODY, 1, sender=minter)
    assert (token.totalMinted(), token.mintableToday()) == (0, HIGHEST_DAILY_LIMIT)


def test_all_minters_share_one_daily_limit(token, owner, minter, alice, bob):
    token.setDailyMintLimit(10, sender=owner)
    assert events(token, "DailyMintLimitSet") == [(10,)]
    token.setMinter(bob, True, sender=owner)
    token.mint(alice, 6, sender=minter)
    with reverts(token, "DailyMintLimitExceeded", 5, 4):
        token.mint(alice, 5, sender=bob)
    token.mint(alice, 4, sender=bob)
    assert token.mintableToday() == 0
    with reverts(token, "DailyMintLimitExceeded", MOST, 0):
        token.mint(alice, MOST, sender=bob)


def test_the_daily_limit_begins_anew_at_midnight_and_does_not_add_up(token, owner, minter, alice):
    token.setDailyMintLimit(10, sender=owner)
    token.mint(alice, 10, sender=minter)
    wait(DAY // 2 - 1)
    with reverts(token, "DailyMintLimitExceeded", 1, 0):
        token.mint(alice, 1, sender=minter)
    wait(1)
    assert token.mintableToday() == 10
    token.mint(alice, 10, sender=minter)
    wait(9 * DAY)
    with reverts(token, "DailyMintLimitExceeded", 11, 10):
        token.mint(alice, 11, sender=minter)


def test_a_new_limit_counts_what_was_minted_today(token, owner, minter, alice):
    token.setDailyMintLimit(10, sender=owner)
    token.mint(alice, 8, sender=minter)
    token.setDailyMintLimit(5, sender=owner)
    assert token.mintableToday() == 0
    token.setDailyMintLimit(9, sender=owner)
    with reverts(token, "DailyMintLimitExceeded", 2, 1):
        token.mint(alice, 2, sender=minter)
    token.setMinter(minter, False, sender=owner)
    token.setMinter(minter, True, sender=owner)
    assert token.mintableToday() == 1


def test_only_the_owner_sets_the_limit_and_not_beyond_the_highest(token, owner, minter):
    with reverts(token, "OwnableUnauthorizedAccount", minter):
        token.setDailyMintLimit(0, sender=minter)
    with reverts(token, "InvalidDailyMintLimit", HIGHEST_DAILY_LIMIT + 1, HIGHEST_DAILY_LIMIT):
        token.setDailyMintLimit(HIGHEST_DAILY_LIMIT + 1, sender=owner)
    token.setDailyMintLimit(0, sender=owner)
    assert token.mintableToday() == 0


def test_the_cap_holds_for_ever_and_burning_makes_no_room(token, minter, alice):
    left = 40
    for _ in range(99):
        token.mint(alice, HIGHEST_DAILY_LIMIT, sender=minter)
        wait(DAY)
    token.mint(alice, HIGHEST_DAILY_LIMIT - left, sender=minter)
    wait(DAY)
    assert token.remainingMintableTokens() == token.mintableToday() == left
    with reverts(token, "ERC20ExceededCap", CAP + 1, CAP):
        token.mint(alice, left + 1, sender=minter)
    token.burn(DOTM, sender=alice)
    token.mint(alice, left, sender=minter)
    with reverts(token, "ERC20ExceededCap", CAP + 1, CAP):
        token.mint(alice, 1, sender=minter)
    assert (token.totalSupply(), token.totalMinted(), token.remainingMintableTokens()) == (CAP - DOTM, CAP, 0)


def test_a_pause_stops_minting_and_nothing_else(rich, owner, minter, alice, bob):
    rich.pause(sender=owner)
    assert events(rich, "Paused") == [(owner,)] and rich.paused()
    assert rich.mintableToday() == 0
    with reverts(rich, "EnforcedPause"):
        rich.mint(alice, 1, sender=minter)
    rich.transfer(bob, 3, sender=alice)
    rich.approve(bob, 3, sender=alice)
    rich.transferFrom(alice, bob, 1, sender=bob)
    rich.burnFrom(alice, 1, sender=bob)
    rich.burn(1, sender=bob)
    rich.unpause(sender=owner)
    assert events(rich, "Unpaused") == [(owner,)]
    rich.mint(alice, 1, sender=minter)


def test_only_the_owner_pauses_and_each_only_once(token, owner, minter):
    for call in (token.pause, token.unpause):
        with reverts(token, "OwnableUnauthorizedAccount", minter):
            call(sender=minter)
    with reverts(token, "ExpectedPause"):
        token.unpause(sender=owner)
    token.pause(sender=owner)
    with reverts(token, "EnforcedPause"):
        token.pause(sender=owner)


def test_burning_takes_tokens_out_of_the_supply(rich, alice, bob):
    rich.burn(40, sender=alice)
    assert events(rich, "Transfer") == [(alice, NOBODY, 40)]
    rich.approve(bob, 10, sender=alice)
    rich.burnFrom(alice, 10, sender=bob)
    assert rich.totalSupply() == rich.balanceOf(alice) == 100 * DOTM - 50
    assert rich.totalMinted() == 100 * DOTM
    with reverts(rich, "ERC20InsufficientAllowance", bob, 0, 1):
        rich.burnFrom(alice, 1, sender=bob)
    with reverts(rich, "ERC20InsufficientBalance", bob, 0, 1):
        rich.burn(1, sender=bob)


def test_it_takes_no_ether(token, alice):
    boa.env.set_balance(alice, 10)
    for data in (b"", token.transfer.prepare_calldata(alice, 0)):
        answer = boa.env.execute_code(to_address=token.address, sender=alice, value=1, data=data)
        assert answer.is_error
    assert boa.env.get_balance(token.address) == 0
