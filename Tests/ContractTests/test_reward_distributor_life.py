"""Members earn, trees are published in any order, again, too late or cancelled, and anyone claims from any of them."""
from hypothesis import strategies as st
from hypothesis.stateful import precondition, invariant, rule

from chain import HIGHEST_DAILY_LIMIT, deploy, now, wait
from machine import Life, account
from merkle import Tree

MEMBERS = [account(number) for number in range(0xB1, 0xB6)]
OWNER, PUBLISHER, STRANGER = (account(number) for number in range(0xC1, 0xC4))
DELAY = 100
ZERO = bytes(32)
# Which tree: the latest, or so many before it.
ages = st.sampled_from([0, 0, 0, 1, 2, 3])


class DistributorLife(Life):
    def begin(self):
        self.token = deploy("DOTMToken", OWNER, HIGHEST_DAILY_LIMIT)
        self.distributor = deploy("RewardDistributor", OWNER, self.token.address, PUBLISHER, DELAY)
        self.token.setMinter(self.distributor.address, True, sender=OWNER)
        self.earned = dict.fromkeys(MEMBERS, 0)
        self.trees = [Tree({MEMBERS[0]: 1})]
        # Of the model: roots with the second from which each counts, what was minted, what was paid.
        self.active, self.pending = None, None
        self.minted, self.paid, self.highest = 0, dict.fromkeys(MEMBERS, 0), dict.fromkeys(MEMBERS, 0)

    def ripen(self):
        if self.pending and now() >= self.pending[1]:
            self.active, self.pending = self.pending[0], None

    @rule(member=st.sampled_from(MEMBERS), amount=st.one_of(st.integers(0, 100), st.just(HIGHEST_DAILY_LIMIT // 2)))
    def earn(self, member, amount):
        self.earned[member] += amount

    @rule()
    def plant(self):
        self.trees.append(Tree({member: amount for member, amount in self.earned.items() if amount} or {MEMBERS[0]: 1}))

    @rule(member=st.sampled_from(MEMBERS), amount=st.integers(0, 100))
    def an_ordinary_day(self, member, amount):
        self.earn(member, amount)
        self.plant()
        self.publish(PUBLISHER, 0, 0)
        wait(DELAY)

    @rule(caller=st.sampled_from([PUBLISHER] * 5 + [OWNER, STRANGER]), index=ages, short=st.sampled_from([0, 0, 1, 30]))
    def publish(self, caller, index, short):
        """The latest tree or one before it, now and then with a total that its leaves pass."""
        self.ripen()
        tree = self.trees[-1 - index % len(self.trees)]
        total = max(0, tree.total - short)
        shortfall = max(0, total - self.minted)
        error = None
        if caller != PUBLISHER:
            error = ("PublisherUnauthorizedAccount", caller)
        elif self.pending:
            error = ("RootPending", *self.pending)
        elif shortfall > self.token.mintableToday():
            error = ("DailyMintLimitExceeded", shortfall, self.token.mintableToday())
        self.attempt(error, self.distributor.publishRoot, tree.root, total, sender=caller)
        if not error:
            self.pending = (tree.root, now() + DELAY)
            self.minted += shortfall
            for member, amount in tree.amounts.items():
                self.highest[member] = max(self.highest[member], amount)

    @rule(caller=st.sampled_from([OWNER, PUBLISHER, STRANGER]), other=st.booleans())
    def cancel(self, caller, other):
        self.ripen()
        root = self.pending[0] if self.pending and not other else self.trees[0].root
        error = None
        if caller == STRANGER:
            error = ("OwnableUnauthorizedAccount", caller)
        elif not self.pending or root != self.pending[0]:
            error = ("RootNotPending", root)
        self.attempt(error, self.distributor.cancelRoot, root, sender=caller)
        if not error:
            self.pending = None

    @rule(caller=st.sampled_from([STRANGER, *MEMBERS]), member=st.sampled_from(MEMBERS), index=ages)
    def claim(self, caller, member, index):
        self.ripen()
        tree = self.trees[-1 - index % len(self.trees)]
        if member not in tree.amounts:
            return
        amount = tree.amounts[member]
        due, held = amount - self.paid[member], self.minted - sum(self.paid.values())
        error = None
        if tree.root != self.active:
            error = ("InvalidProof", member, amount)
        elif due <= 0:
            error = ("NothingToClaim", member, amount, self.paid[member])
        elif due > held:
            error = ("ERC20InsufficientBalance", self.distributor.address, held, due)
        assert self.attempt(error, self.distributor.claim, member, amount, tree.proof(member), sender=caller) == (None if error else due)
        if not error:
            self.paid[member] = amount

    @precondition(lambda self: self.active)
    @rule()
    def claim_all_of_the_tree_that_counts(self):
        for member in MEMBERS:
            self.claim_active(member)

    def claim_active(self, member):
        for index, tree in enumerate(reversed(self.trees)):
            if tree.root == self.active:
                return self.claim(STRANGER, member, index)

    @rule(seconds=st.sampled_from([1, DELAY - 1, DELAY, 86_400]))
    def wait(self, seconds):
        wait(seconds)

    @invariant()
    def nobody_is_paid_twice(self):
        for member in MEMBERS:
            received = self.token.balanceOf(member)
            assert received == self.distributor.claimed(member) == self.paid[member] <= self.highest[member]
        assert self.distributor.totalClaimed() == sum(self.paid.values())

    @invariant()
    def what_was_minted_is_here_or_was_paid(self):
        assert self.token.totalMinted() == self.minted
        assert self.token.balanceOf(self.distributor.address) == self.minted - sum(self.paid.values())

    @invariant()
    def the_roots_are_those_of_the_model(self):
        self.ripen()
        assert self.distributor.root() == (self.active or ZERO)
        assert self.distributor.pendingRoot() == (self.pending or (ZERO, 0))


TestDistributorLife = DistributorLife.TestCase
