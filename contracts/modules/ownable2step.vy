# pragma version 0.4.3
"""
@title An owner who hands over in two steps
@notice The next owner must accept, so that a mistyped address cannot take a contract away. There is no way to give ownership up: who
        wants that names an address that nobody can use, and then nobody can accept for it.
@custom:errors OwnableUnauthorizedAccount(address account)
        OwnableInvalidOwner(address owner)
"""

event OwnershipTransferStarted:
    previousOwner: indexed(address)
    newOwner: indexed(address)


event OwnershipTransferred:
    previousOwner: indexed(address)
    newOwner: indexed(address)


owner: public(address)
pendingOwner: public(address)


@deploy
def __init__(first_owner: address):
    if first_owner == empty(address):
        raw_revert(abi_encode(first_owner, method_id=method_id("OwnableInvalidOwner(address)")))
    self.owner = first_owner
    log OwnershipTransferred(previousOwner=empty(address), newOwner=first_owner)


@external
def transferOwnership(newOwner: address):
    """
    @notice Names who may accept ownership next. The owner stays the owner until then.
    @param newOwner The zero address withdraws an offer that was not accepted.
    """
    self._check_owner()
    self.pendingOwner = newOwner
    log OwnershipTransferStarted(previousOwner=self.owner, newOwner=newOwner)


@external
def acceptOwnership():
    """
    @notice Makes the caller the owner, if the owner has named it.
    """
    if msg.sender != self.pendingOwner:
        raw_revert(abi_encode(msg.sender, method_id=method_id("OwnableUnauthorizedAccount(address)")))
    log OwnershipTransferred(previousOwner=self.owner, newOwner=msg.sender)
    self.owner = msg.sender
    self.pendingOwner = empty(address)


@view
def _check_owner():
    if msg.sender != self.owner:
        raw_revert(abi_encode(msg.sender, method_id=method_id("OwnableUnauthorizedAccount(address)")))
