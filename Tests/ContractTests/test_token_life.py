"""Any order of whatever anybody can do with the token, held against a model of a few lines."""
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from chain import CAP, DAY, HIGHEST_DAILY_LIMIT, MOST, NOBODY, deploy, now, wait
from machine import Life, account

PEOPLE = [account(number) for number in range(0xA1, 0xA6)]
people = st.sampled_from(PEOPLE)
# Who had the role at first calls more often, so that more calls succeed.
owners, minters = st.sampled_from([PEOPLE[0]] * 3 + PEOPLE), st.sampled_from([PEOPLE[1]] * 5 + PEOPLE)
# Small numbers that meet, amounts around the limits, and any at all.
small = st.integers(0, 50)
amounts = st.one_of(small, small, small, st.integers(0, MOST),
                    st.sampled_from([HIGHEST_DAILY_LIMIT - 1, HIGHEST_DAILY_LIMIT, HIGHEST_DAILY_LIMIT + 1, CAP, MOST]))
LEFT = 40


def tokens():
    """One of which nothing was minted, and one of which all but LEFT was on the hundred days before."""
    young, old = (deploy("DOTMToken", PEOPLE[0], HIGHEST_DAILY_LIMIT) for _ in range(2))
    old.setMinter(PEOPLE[1], True, sender=PEOPLE[0])
    wait(-100 * DAY)
    for _ in range(99):
        old.mint(PEOPLE[1], HIGHEST_DAILY_LIMIT, sender=PEOPLE[1])
        wait(DAY)
    old.mint(PEOPLE[1], HIGHEST_DAILY_LIMIT - LEFT, sender=PEOPLE[1])
    wait(DAY)
    return young, old


@pytest.fixture(autouse=True)
def before_the_lives():
    TokenLife.young, TokenLife.old = tokens()


class TokenLife(Life):
    def begin(self):
        self.owner, self.offered = PEOPLE[0], NOBODY
        self.limit, self.paused, self.minters = HIGHEST_DAILY_LIMIT, False, set()
        self.balances = dict.fromkeys(PEOPLE, 0)
        self.allowed, self.minted, self.burned, self.by_day = {}, 0, 0, {}
        self.token = self.young

    @initialize(old=st.booleans())
    def take_a_token(self, old):
        if old:
            self.token, self.minted = self.old, CAP - LEFT
            self.balances[PEOPLE[1]] = self.minted
            self.minters.add(PEOPLE[1])
        else:
            self.set_minter(self.owner, PEOPLE[1], True)

    def only_owner(self, caller):
        return None if caller == self.owner else ("OwnableUnauthorizedAccount", caller)

    def left_today(self):
        return max(0, self.limit - self.by_day.get(now() // DAY, 0))

    @rule(caller=owners, minter=people, allowed=st.booleans())
    def set_minter(self, caller, minter, allowed):
        error = self.only_owner(caller)
        self.attempt(error, self.token.setMinter, minter, allowed, sender=caller)
        if not error:
            (self.minters.add if allowed else self.minters.discard)(minter)

    @rule(caller=owners, limit=amounts)
    def set_limit(self, caller, limit):
        error = self.only_owner(caller)
        if not error and limit > HIGHEST_DAILY_LIMIT:
            error = ("InvalidDailyMintLimit", limit, HIGHEST_DAILY_LIMIT)
        self.attempt(error, self.token.setDailyMintLimit, limit, sender=caller)
        if not error:
            self.limit = limit

    @rule(caller=owners, wanted=st.booleans())
    def pause(self, caller, wanted):
        error = self.only_owner(caller)
        if not error and wanted == self.paused:
            error = ("EnforcedPause",) if wanted else ("ExpectedPause",)
        self.attempt(error, self.token.pause if wanted else self.token.unpause, sender=caller)
        if not error:
            self.paused = wanted

    @rule(caller=minters, receiver=people, past=st.sampled_from([-1, 0, 1]))
    def mint_about_all_that_is_left(self, caller, receiver, past):
        self.mint(caller, receiver, max(0, min(self.left_today(), CAP - self.minted) + past))

    @rule(caller=minters, receiver=people, amount=amounts)
    def mint(self, caller, receiver, amount):
        error = None
        if caller not in self.minters:
            error = ("MinterUnauthorizedAccount", caller)
        elif self.paused:
            error = ("EnforcedPause",)
        elif amount > self.left_today():
            error = ("DailyMintLimitExceeded", amount, self.left_today())
        elif self.minted + amount > CAP:
            error = ("ERC20ExceededCap", self.minted + amount, CAP)
        self.attempt(error, self.token.mint, receiver, amount, sender=caller)
        if not error:
            self.minted += amount
            self.balances[receiver] += amount
            day = now() // DAY
            self.by_day[day] = self.by_day.get(day, 0) + amount

    @rule(caller=people, receiver=people, amount=amounts)
    def transfer(self, caller, receiver, amount):
        error = self.move(caller, receiver, amount, None)
        self.attempt(error, self.token.transfer, receiver, amount, sender=caller)

    @rule(caller=people, spender=people, amount=amounts)
    def approve(self, caller, spender, amount):
        self.token.approve(spender, amount, sender=caller)
        self.allowed[caller, spender] = amount

    @rule(caller=people, holder=people, receiver=people, amount=amounts)
    def transfer_from(self, caller, holder, receiver, amount):
        error = self.move(holder, receiver, amount, caller)
        self.attempt(error, self.token.transferFrom, holder, receiver, amount, sender=caller)

    @rule(caller=people, amount=amounts)
    def burn(self, caller, amount):
        error = self.move(caller, None, amount, None)
        self.attempt(error, self.token.burn, amount, sender=caller)

    @rule(caller=people, holder=people, amount=amounts)
    def burn_from(self, caller, holder, amount):
        error = self.move(holder, None, amount, caller)
        self.attempt(error, self.token.burnFrom, holder, amount, sender=caller)

    def move(self, holder, receiver, amount, spender):
        """The model's transfer, or its burn without a receiver: what it is refused with, or None when it was done."""
        if spender is not None:
            allowance = self.allowed.get((holder, spender), 0)
            if allowance < amount:
                return ("ERC20InsufficientAllowance", spender, allowance, amount)
        if self.balances[holder] < amount:
            return ("ERC20InsufficientBalance", holder, self.balances[holder], amount)
        if spender is not None and allowance != MOST:
            self.allowed[holder, spender] = allowance - amount
        self.balances[holder] -= amount
        if receiver is None:
            self.burned += amount
        else:
            self.balances[receiver] += amount
        return None

    @rule(caller=owners, successor=st.sampled_from([*PEOPLE, NOBODY]))
    def offer(self, caller, successor):
        error = self.only_owner(caller)
        self.attempt(error, self.token.transferOwnership, successor, sender=caller)
        if not error:
            self.offered = successor

    @rule(caller=people)
    def accept(self, caller):
        error = None if caller == self.offered else ("OwnableUnauthorizedAccount", caller)
        self.attempt(error, self.token.acceptOwnership, sender=caller)
        if not error:
            self.owner, self.offered = caller, NOBODY

    @rule(seconds=st.sampled_from([1, DAY // 2, DAY, 3 * DAY]))
    def wait(self, seconds):
        wait(seconds)

    @invariant()
    def no_more_than_the_cap_was_ever_minted_and_every_token_is_somewhere(self):
        supply = self.token.totalSupply()
        assert supply <= self.token.totalMinted() == self.minted <= CAP
        assert supply == self.minted - self.burned == sum(self.token.balanceOf(each) for each in PEOPLE)
        assert {each: self.token.balanceOf(each) for each in PEOPLE} == self.balances
        assert self.token.remainingMintableTokens() == CAP - self.minted

    @invariant()
    def a_day_has_no_more_than_the_highest_limit(self):
        assert all(minted <= HIGHEST_DAILY_LIMIT for minted in self.by_day.values())
        expected = 0 if self.paused else min(self.left_today(), CAP - self.minted)
        assert self.token.mintableToday() == expected

    @invariant()
    def roles_are_whose_the_owner_gave_them(self):
        assert (self.token.owner(), self.token.pendingOwner()) == (self.owner, self.offered)
        assert {each for each in PEOPLE if self.token.isMinter(each)} == self.minters


TestTokenLife = TokenLife.TestCase
