import pytest

from chain import DAY, DOTM, MOST, NOBODY, cannot_be_deployed, deploy, events, now, reverts, wait

WEEK = 7 * DAY
MILLION = 10**6


@pytest.fixture
def vault(token, owner, minter, carol):
    """Rewards stream over a week; carol is the rewarder."""
    return deploy("StakingVault", owner, token.address, carol, WEEK)


@pytest.fixture
def stakers(token, vault, minter, alice, bob):
    """Each holds 1000 DOTM and lets the vault take them."""
    for account in (alice, bob):
        token.mint(account, 1000 * DOTM, sender=minter)
        token.approve(vault.address, MOST, sender=account)
    return alice, bob


def reward(token, vault, minter, carol, amount):
    token.mint(vault.address, amount, sender=minter)
    return vault.streamRewards(sender=carol)


def test_it_says_what_it_is(vault, token, owner, carol):
    assert (vault.name(), vault.symbol(), vault.decimals()) == ("Staked DOTM", "sDOTM", 24)
    assert (vault.asset(), vault.rewardsDuration(), vault.rewarder(), vault.owner()) == (token.address, WEEK, carol, owner)
    assert (vault.totalAssets(), vault.totalSupply(), vault.unstreamedRewards()) == (0, 0, 0)
    assert vault.maxDeposit(carol) == vault.maxMint(carol) == MOST
    assert vault.maxWithdraw(carol) == vault.maxRedeem(carol) == 0
    assert (vault.convertToShares(DOTM), vault.convertToAssets(10**24)) == (10**24, DOTM)


def test_a_stream_takes_from_a_day_to_a_year(token, owner):
    for duration in (DAY - 1, 365 * DAY + 1):
        with cannot_be_deployed("InvalidRewardsDuration", duration, DAY, 365 * DAY):
            deploy("StakingVault", owner, token.address, NOBODY, duration)
    for duration in (DAY, 365 * DAY):
        deploy("StakingVault", owner, token.address, NOBODY, duration)


def test_a_deposit_gives_shares_and_a_redemption_takes_them(vault, token, stakers):
    alice, bob = stakers
    assert vault.deposit(10 * DOTM, bob, sender=alice) == 10 * DOTM * MILLION
    assert events(vault, "Deposit") == [(alice, bob, 10 * DOTM, 10 * DOTM * MILLION)]
    assert events(vault, "Transfer") == [(NOBODY, bob, 10 * DOTM * MILLION)]
    assert (vault.totalAssets(), token.balanceOf(vault.address), vault.maxWithdraw(bob)) == (10 * DOTM,) * 3
    assert vault.redeem(4 * DOTM * MILLION, alice, bob, sender=bob) == 4 * DOTM
    assert events(vault, "Withdraw") == [(bob, alice, bob, 4 * DOTM, 4 * DOTM * MILLION)]
    assert vault.withdraw(6 * DOTM, bob, bob, sender=bob) == 6 * DOTM * MILLION
    assert (vault.totalSupply(), vault.totalAssets(), token.balanceOf(vault.address)) == (0, 0, 0)


def test_a_mint_costs_what_its_shares_are_worth(vault, stakers):
    alice, _ = stakers
    assert vault.mint(5 * MILLION, alice, sender=alice) == 5
    assert events(vault, "Deposit") == [(alice, alice, 5, 5 * MILLION)]
    assert vault.mint(1, alice, sender=alice) == 1


def test_what_is_worth_no_share_is_refused(vault, token, stakers, minter, carol):
    alice, bob = stakers
    for call in (vault.deposit, vault.mint):
        with reverts(vault, "ZeroShares"):
            call(0, alice, sender=alice)
    vault.deposit(1, alice, sender=alice)
    reward(token, vault, minter, carol, 1000 * DOTM)
    wait(WEEK)
    assert vault.previewDeposit(100) == 0
    with reverts(vault, "ZeroShares"):
        vault.deposit(100, bob, sender=bob)


def test_nobody_takes_out_more_than_is_theirs(vault, stakers):
    alice, bob = stakers
    vault.deposit(10, alice, sender=alice)
    vault.deposit(10, bob, sender=bob)
    with reverts(vault, "ERC4626ExceededMaxWithdraw", alice, 11, 10):
        vault.withdraw(11, alice, alice, sender=alice)
    with reverts(vault, "ERC4626ExceededMaxRedeem", alice, 10 * MILLION + 1, 10 * MILLION):
        vault.redeem(10 * MILLION + 1, alice, alice, sender=alice)


def test_shares_of_another_need_an_allowance(vault, token, stakers, carol):
    alice, bob = stakers
    vault.deposit(10, alice, sender=alice)
    with reverts(vault, "ERC20InsufficientAllowance", bob, 0, MILLION):
        vault.redeem(MILLION, bob, alice, sender=bob)
    with reverts(vault, "ERC20InsufficientAllowance", bob, 0, MILLION):
        vault.withdraw(1, bob, alice, sender=bob)
    vault.approve(bob, 3 * MILLION, sender=alice)
    vault.redeem(MILLION, carol, alice, sender=bob)
    vault.withdraw(2, carol, alice, sender=bob)
    assert (vault.allowance(alice, bob), token.balanceOf(carol)) == (0, 3)


def test_staking_needs_the_tokens_and_the_allowance_for_them(vault, token, stakers, carol):
    alice, _ = stakers
    with reverts(vault, "ERC20InsufficientAllowance", vault.address, 0, 1):
        vault.deposit(1, carol, sender=carol)
    with reverts(vault, "ERC20InsufficientBalance", alice, 1000 * DOTM, 1001 * DOTM):
        vault.deposit(1001 * DOTM, alice, sender=alice)
    with reverts(vault, "ERC20InvalidReceiver", NOBODY):
        vault.deposit(1, NOBODY, sender=alice)


def test_shares_move_like_any_token(vault, stakers):
    alice, bob = stakers
    vault.deposit(10, alice, sender=alice)
    vault.transfer(bob, 4 * MILLION, sender=alice)
    assert (vault.maxWithdraw(alice), vault.maxWithdraw(bob)) == (6, 4)


def test_a_reward_streams_evenly_and_ends_exactly(vault, token, stakers, minter, carol):
    alice, _ = stakers
    vault.deposit(100 * DOTM, alice, sender=alice)
    assert reward(token, vault, minter, carol, 7 * DOTM) == 7 * DOTM
    assert events(vault, "RewardAdded") == [(7 * DOTM, now() + WEEK)] and vault.streamEnd() == now() + WEEK
    assert vault.totalAssets() == 100 * DOTM
    for day in range(1, 7):
        wait(DAY)
        assert (vault.totalAssets(), vault.unstreamedRewards()) == ((100 + day) * DOTM, (7 - day) * DOTM)
    for past in (DAY, 1, 3 * DAY):
        wait(past)
        assert (vault.totalAssets(), vault.unstreamedRewards()) == (107 * DOTM, 0)
    assert 107 * DOTM - MILLION <= vault.maxWithdraw(alice) <= 107 * DOTM


def test_rewards_go_to_those_who_stake_while_they_stream(vault, token, stakers, minter, carol):
    alice, bob = stakers
    vault.deposit(100 * DOTM, alice, sender=alice)
    reward(token, vault, minter, carol, 14 * DOTM)
    wait(WEEK // 2)
    vault.deposit(107 * DOTM, bob, sender=bob)
    assert 107 * DOTM - 1 <= vault.maxWithdraw(bob) <= 107 * DOTM
    wait(WEEK // 2)
    for account in (alice, bob):
        assert abs(vault.maxWithdraw(account) - 1105 * DOTM // 10) < MILLION


def test_a_further_reward_streams_together_with_what_is_left(vault, token, stakers, minter, carol):
    alice, _ = stakers
    vault.deposit(100 * DOTM, alice, sender=alice)
    reward(token, vault, minter, carol, 14 * DOTM)
    wait(WEEK // 2)
    assert reward(token, vault, minter, carol, 7 * DOTM) == 7 * DOTM
    assert (vault.unstreamedRewards(), vault.totalAssets(), vault.streamEnd()) == (14 * DOTM, 107 * DOTM, now() + WEEK)
    wait(WEEK // 2)
    assert vault.unstreamedRewards() == 7 * DOTM
    wait(WEEK // 2)
    assert vault.totalAssets() == 121 * DOTM


def test_while_nobody_stakes_a_stream_waits(vault, token, stakers, minter, carol):
    alice, bob = stakers
    reward(token, vault, minter, carol, 7 * DOTM)
    wait(100 * DAY)
    assert (vault.totalAssets(), vault.unstreamedRewards()) == (0, 7 * DOTM)
    vault.deposit(DOTM, alice, sender=alice)
    assert vault.streamEnd() == now() + WEEK
    wait(DAY)
    vault.redeem(vault.balanceOf(alice), alice, alice, sender=alice)
    wait(100 * DAY)
    vault.deposit(DOTM, bob, sender=bob)
    assert (vault.streamEnd(), vault.unstreamedRewards()) == (now() + 6 * DAY, 6 * DOTM)
    wait(6 * DAY)
    assert vault.unstreamedRewards() == 0
    assert 7 * DOTM - MILLION * 2 <= vault.maxWithdraw(bob) <= 7 * DOTM + 1


def test_tokens_sent_to_the_vault_change_nothing_until_they_stream(vault, token, stakers, minter, carol):
    alice, bob = stakers
    vault.deposit(10 * DOTM, alice, sender=alice)
    token.transfer(vault.address, 500 * DOTM, sender=bob)
    assert (vault.totalAssets(), vault.convertToAssets(10**24)) == (10 * DOTM, DOTM)
    assert vault.streamRewards(sender=carol) == 500 * DOTM
    assert vault.totalAssets() == 10 * DOTM
    with reverts(vault, "NothingToStream"):
        vault.streamRewards(sender=carol)


def test_only_the_rewarder_streams_and_the_owner_names_it(vault, token, stakers, owner, minter, carol):
    alice, _ = stakers
    token.mint(vault.address, 5, sender=minter)
    for other in (owner, alice):
        with reverts(vault, "RewarderUnauthorizedAccount", other):
            vault.streamRewards(sender=other)
    with reverts(vault, "OwnableUnauthorizedAccount", carol):
        vault.setRewarder(alice, sender=carol)
    vault.setRewarder(alice, sender=owner)
    assert events(vault, "RewarderSet") == [(alice,)]
    with reverts(vault, "RewarderUnauthorizedAccount", carol):
        vault.streamRewards(sender=carol)
    assert vault.streamRewards(sender=alice) == 5
    vault.setRewarder(NOBODY, sender=owner)
    token.mint(vault.address, 5, sender=minter)
    with reverts(vault, "RewarderUnauthorizedAccount", alice):
        vault.streamRewards(sender=alice)


def test_the_first_to_stake_cannot_rob_the_second_by_inflating_a_share(vault, token, stakers, minter, carol):
    """The attack on an empty vault: one base unit staked, a fortune sent after it. Even when the rewarder makes a reward of it, and all of it has
    streamed to that one base unit, the next to stake loses less than a millionth of what the attacker has spent."""
    alice, bob = stakers
    vault.deposit(1, alice, sender=alice)
    token.transfer(vault.address, 999 * DOTM, sender=alice)
    assert vault.previewDeposit(DOTM) == DOTM * MILLION
    vault.streamRewards(sender=carol)
    wait(WEEK)
    vault.deposit(DOTM, bob, sender=bob)
    lost = DOTM - vault.maxWithdraw(bob)
    assert 0 <= lost <= 999 * DOTM // MILLION
    taken = vault.redeem(vault.balanceOf(alice), alice, alice, sender=alice)
    assert taken < 500 * DOTM, "the attacker gets back at most half of what was spent"


def test_every_price_is_rounded_for_the_vault(vault, token, stakers, minter, carol):
    alice, _ = stakers
    vault.deposit(3, alice, sender=alice)
    reward(token, vault, minter, carol, 4)
    wait(WEEK)
    # 7 and 1 base units against 3,000,000 and 1,000,000 shares: half a million shares a base unit.
    assert vault.previewDeposit(1) == 500_000 == vault.previewWithdraw(1)
    assert [vault.previewRedeem(shares) for shares in (1, 499_999, 500_000, 999_999)] == [0, 0, 1, 1]
    assert [vault.previewMint(shares) for shares in (1, 499_999, 500_000, 500_001)] == [1, 1, 1, 2]
    reward(token, vault, minter, carol, 4)
    wait(WEEK)
    # 12 against 4,000,000: a third of a million.
    assert (vault.previewDeposit(1), vault.previewWithdraw(1)) == (333_333, 333_334)
    assert (vault.convertToShares(1), vault.convertToAssets(333_333), vault.convertToAssets(333_334)) == (333_333, 0, 1)


def test_an_absurd_amount_is_refused_by_arithmetic(vault, stakers):
    alice, _ = stakers
    with reverts(vault, None):
        vault.deposit(MOST, alice, sender=alice)
    with reverts(vault, None):
        vault.mint(MOST, alice, sender=alice)
    with reverts(vault, None):
        vault.convertToShares(MOST)
