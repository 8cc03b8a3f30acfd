"""What the stateful tests share: a life on a chain of its own, and calls whose outcome the model foretells."""
import contextlib

import boa
from hypothesis.stateful import RuleBasedStateMachine

from chain import START, reverts


def account(number):
    return boa.util.abi.Address("0x" + f"{number:040x}")


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.chain = contextlib.ExitStack()
        self.chain.enter_context(boa.env.anchor())
        boa.env.timestamp = START
        self.begin()

    def begin(self):
        raise NotImplementedError

    def teardown(self):
        self.chain.close()

    def attempt(self, error, function, *arguments, sender):
        """Calls, and holds the outcome against what the model says: an error's name and values, or None where it must succeed."""
        if error is None:
            return function(*arguments, sender=sender)
        with reverts(function.contract, *error):
            function(*arguments, sender=sender)
        return None
