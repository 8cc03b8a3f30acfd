"""Stakers come and go, rewards stream, tokens are sent astray: the vault can always pay everyone, and a share is never worth less than before."""
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from chain import DAY, DOTM, HIGHEST_DAILY_LIMIT, MOST, deploy, now, wait
from machine import Life, account

STAKERS = [account(number) for number in range(0xD1, 0xD5)]
OWNER, MINTER, REWARDER = (account(number) for number in range(0xE1, 0xE4))
WEEK = 7 * DAY
PURSE = 10_000 * DOTM
stakers = st.sampled_from(STAKERS)
amounts = st.one_of(st.integers(0, 30), st.integers(0, PURSE), st.sampled_from([1, DOTM, PURSE]))
# Parts of what somebody has, in thousandths; a little more than all of it, too.
parts = st.sampled_from([0, 1, 333, 500, 999, 1000, 1001])


class VaultLife(Life):
    def begin(self):
        self.token = deploy("DOTMToken", OWNER, HIGHEST_DAILY_LIMIT)
        self.token.setMinter(MINTER, True, sender=OWNER)
        self.vault = deploy("StakingVault", OWNER, self.token.address, REWARDER, WEEK)
        for each in STAKERS:
            self.token.mint(each, PURSE, sender=MINTER)
            self.token.approve(self.vault.address, MOST, sender=each)
        self.added, self.astray = 0, 0
        self.price = (1, 10**6)

    def total(self):
        return self.vault.totalAssets(), self.vault.totalSupply()

    def holder(self, staker):
        """This one, or the next who has shares."""
        first = STAKERS.index(staker)
        return next((each for each in STAKERS[first:] + STAKERS[:first] if self.vault.balanceOf(each)), staker)

    @rule(staker=stakers, receiver=stakers, assets=amounts)
    def deposit(self, staker, receiver, assets):
        shares, held = self.vault.previewDeposit(assets), self.token.balanceOf(staker)
        error = None
        if shares == 0:
            error = ("ZeroShares",)
        elif assets > held:
            error = ("ERC20InsufficientBalance", staker, held, assets)
        before, owned = self.total(), self.vault.balanceOf(receiver)
        got = self.attempt(error, self.vault.deposit, assets, receiver, sender=staker)
        if not error:
            assert got == shares == self.vault.balanceOf(receiver) - owned
            # As many shares as are worth no more than was paid, and not one fewer.
            assert shares * (before[0] + 1) <= assets * (before[1] + 10**6) < (shares + 1) * (before[0] + 1)
            assert self.token.balanceOf(staker) == held - assets
            assert self.total() == (before[0] + assets, before[1] + shares)

    @rule(staker=stakers, receiver=stakers, shares=amounts, scale=st.sampled_from([1, 10**6]))
    def mint(self, staker, receiver, shares, scale):
        shares *= scale
        assets, held = self.vault.previewMint(shares), self.token.balanceOf(staker)
        error = None
        if shares == 0:
            error = ("ZeroShares",)
        elif assets > held:
            error = ("ERC20InsufficientBalance", staker, held, assets)
        before = self.total()
        paid = self.attempt(error, self.vault.mint, shares, receiver, sender=staker)
        if not error:
            assert paid == assets == held - self.token.balanceOf(staker)
            assert (assets - 1) * (before[1] + 10**6) < shares * (before[0] + 1) <= assets * (before[1] + 10**6)
            assert self.total() == (before[0] + assets, before[1] + shares)

    @rule(staker=stakers, receiver=stakers, part=parts)
    def withdraw(self, staker, receiver, part):
        staker = self.holder(staker)
        most = self.vault.maxWithdraw(staker)
        assets = most * part // 1000 + (part > 1000)
        error = ("ERC4626ExceededMaxWithdraw", staker, assets, most) if assets > most else None
        shares, before, held = self.vault.previewWithdraw(assets), self.total(), self.token.balanceOf(receiver)
        taken = self.attempt(error, self.vault.withdraw, assets, receiver, staker, sender=staker)
        if not error:
            assert taken == shares
            assert (shares - 1) * (before[0] + 1) < assets * (before[1] + 10**6) <= shares * (before[0] + 1)
            assert self.token.balanceOf(receiver) == held + assets
            assert self.total() == (before[0] - assets, before[1] - shares)

    @rule(staker=stakers, receiver=stakers, part=parts)
    def redeem(self, staker, receiver, part):
        staker = self.holder(staker)
        most = self.vault.maxRedeem(staker)
        shares = most * part // 1000 + (part > 1000)
        error = ("ERC4626ExceededMaxRedeem", staker, shares, most) if shares > most else None
        assets, before, held = self.vault.previewRedeem(shares), self.total(), self.token.balanceOf(receiver)
        paid = self.attempt(error, self.vault.redeem, shares, receiver, staker, sender=staker)
        if not error:
            assert paid == assets == self.token.balanceOf(receiver) - held
            assert assets * (before[1] + 10**6) <= shares * (before[0] + 1) < (assets + 1) * (before[1] + 10**6)
            assert self.total() == (before[0] - assets, before[1] - shares)

    @rule(staker=stakers, assets=amounts)
    def in_and_out_at_once_gains_nothing(self, staker, assets):
        before = self.token.balanceOf(staker)
        if assets > before or self.vault.previewDeposit(assets) == 0:
            return
        shares = self.vault.deposit(assets, staker, sender=staker)
        self.vault.redeem(shares, staker, staker, sender=staker)
        assert self.token.balanceOf(staker) <= before

    @rule(staker=stakers, receiver=stakers, part=parts)
    def hand_over_shares(self, staker, receiver, part):
        held = self.vault.balanceOf(staker)
        shares = held * part // 1000 + (part > 1000)
        error = ("ERC20InsufficientBalance", staker, held, shares) if shares > held else None
        self.attempt(error, self.vault.transfer, receiver, shares, sender=staker)

    @rule(amount=amounts)
    def send_tokens_to_the_vault(self, amount):
        amount = min(amount, self.token.mintableToday())
        self.token.mint(self.vault.address, amount, sender=MINTER)
        self.astray += amount
        self.added += amount

    @rule(caller=st.sampled_from([REWARDER] * 3 + [OWNER]))
    def stream(self, caller):
        error = None
        if caller != REWARDER:
            error = ("RewarderUnauthorizedAccount", caller)
        elif self.astray == 0:
            error = ("NothingToStream",)
        before = self.total(), self.vault.unstreamedRewards()
        reward = self.attempt(error, self.vault.streamRewards, sender=caller)
        if not error:
            assert reward == self.astray
            assert (self.total(), self.vault.unstreamedRewards()) == (before[0], before[1] + reward)
            assert self.vault.streamEnd() == now() + WEEK
            self.astray = 0

    @rule(amount=st.integers(1, PURSE), seconds=st.sampled_from([1, 3601, DAY, WEEK - 1, WEEK, WEEK + 1]))
    def an_ordinary_reward(self, amount, seconds):
        self.send_tokens_to_the_vault(amount)
        self.stream(REWARDER)
        self.wait(seconds)

    @rule(seconds=st.sampled_from([1, 12, 3601, DAY, WEEK - 1, WEEK, 30 * DAY]))
    def wait(self, seconds):
        before = self.vault.totalAssets()
        wait(seconds)
        if self.vault.totalSupply() == 0:
            assert self.vault.totalAssets() == before

    @invariant()
    def the_vault_owes_no_more_than_it_holds(self):
        owed = self.vault.totalAssets() + self.vault.unstreamedRewards()
        assert owed == self.token.balanceOf(self.vault.address) - self.astray
        assert sum(self.vault.maxWithdraw(each) for each in STAKERS) <= self.vault.totalAssets()
        assert sum(self.vault.balanceOf(each) for each in STAKERS) == self.vault.totalSupply()

    @invariant()
    def the_worth_of_a_share_never_falls(self):
        assets, supply = self.total()
        price = (assets + 1, supply + 10**6)
        assert price[0] * self.price[1] >= self.price[0] * price[1]
        self.price = price

    def teardown(self):
        """Whatever has happened, all can leave with all that is theirs, and there is as much as came in."""
        for each in STAKERS:
            most = self.vault.maxWithdraw(each)
            assert self.vault.redeem(self.vault.balanceOf(each), each, each, sender=each) == most
        assert self.vault.totalSupply() == 0
        held = sum(self.token.balanceOf(each) for each in STAKERS)
        assert held + self.token.balanceOf(self.vault.address) == len(STAKERS) * PURSE + self.added
        super().teardown()


TestVaultLife = VaultLife.TestCase
