"""A Merkle tree as the distributor reads it, built on its own."""
from eth_abi import encode
from eth_utils import keccak


def leaf(account, amount):
    return keccak(keccak(encode(["address", "uint256"], [account, amount])))


def parent(a, b):
    return keccak(min(a, b) + max(a, b))


class Tree:
    """Of the cumulative amounts of accounts. An odd node moves up as it is."""

    def __init__(self, amounts):
        self.amounts = dict(amounts)
        self.levels = [sorted(leaf(account, amount) for account, amount in self.amounts.items())]
        while len(self.levels[-1]) > 1:
            level = self.levels[-1]
            pairs = [level[index:index + 2] for index in range(0, len(level), 2)]
            self.levels.append([parent(*pair) if len(pair) == 2 else pair[0] for pair in pairs])

    @property
    def root(self):
        return self.levels[-1][0]

    @property
    def total(self):
        return sum(self.amounts.values())

    def proof(self, account):
        index = self.levels[0].index(leaf(account, self.amounts[account]))
        siblings = []
        for level in self.levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                siblings.append(level[sibling])
            index //= 2
        return siblings
