# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title DOTM Reward Distributor
@license MIT
@notice Pays members what they have earned. A publisher sets the root of a Merkle tree that holds, for each account, all that it has earned
        since the beginning; a claim pays what of that was not paid before. One publication settles any number of members, and since
        amounts are cumulative no order, repetition or loss of publications pays anything twice.
@dev A leaf is keccak256(bytes.concat(keccak256(abi.encode(account, cumulativeAmount)))), so that no inner node is taken for one; two nodes are
     hashed in ascending order, so that a proof holds no sides.
     What a publication needs beyond what this contract holds is minted by it, as one of the token's minters. So the cap, the daily
     limit and a pause of minting are met by the publisher, who can come back tomorrow, never by a member's claim, and a publication that is
     sent twice mints once. Tokens sent here by anyone are used before any are minted; an operator who wants to pay from a treasury names this contract
     no minter.
     A new root counts only after a delay, in which it can be cancelled. The token is DOTMToken, which calls nobody back, so no lock
     against re-entrance is held.
@custom:errors PublisherUnauthorizedAccount(address account)
        InvalidActivationDelay(uint256 delay, uint256 maximum)
        InvalidRoot()
        RootPending(bytes32 root, uint256 activeFrom)
        RootNotPending(bytes32 root)
        InvalidProof(address account, uint256 cumulativeAmount)
        NothingToClaim(address account, uint256 cumulativeAmount, uint256 claimed)
"""

from ethereum.ercs import IERC20
from modules import ownable2step

initializes: ownable2step

exports: (
    ownable2step.owner,
    ownable2step.pendingOwner,
    ownable2step.transferOwnership,
    ownable2step.acceptOwnership,
)


interface Mintable:
    def mint(to: address, amount: uint256): nonpayable


event RootPublished:
    root: indexed(bytes32)
    total: uint256
    activeFrom: uint256


event RootCancelled:
    root: indexed(bytes32)


event Claimed:
    account: indexed(address)
    amount: uint256
    cumulativeAmount: uint256


event PublisherSet:
    account: indexed(address)


MAX_ACTIVATION_DELAY: public(constant(uint256)) = 7 * 86_400
# Enough for four thousand million members.
MAX_PROOF_LENGTH: constant(uint256) = 32

token: public(immutable(address))
# Seconds from the publication of a root until claims count under it.
activationDelay: public(immutable(uint256))

# Who may publish; the zero address: nobody.
publisher: public(address)
# What each account was paid, ever.
claimed: public(HashMap[address, uint256])
totalClaimed: public(uint256)
# The root published last, unless it was cancelled, and from when it counts; until then the one before does.
latest_root: bytes32
latest_active_from: uint256
former_root: bytes32


@deploy
def __init__(owner: address, token_: address, publisher_: address, activation_delay: uint256):
    """
    @param activation_delay Seconds, 0 to MAX_ACTIVATION_DELAY.
    """
    ownable2step.__init__(owner)
    if activation_delay > MAX_ACTIVATION_DELAY:
        raw_revert(abi_encode(activation_delay, MAX_ACTIVATION_DELAY, method_id=method_id("InvalidActivationDelay(uint256,uint256)")))
    token = token_
    activationDelay = activation_delay
    self._set_publisher(publisher_)


@external
def publishRoot(newRoot: bytes32, total: uint256):
    """
    @notice For the publisher: sets the tree that claims count under from activationDelay seconds on, and sees to it that its leaves can be paid.
    @param total The sum of all leaves, paid before or not, in base units.
    """
    if msg.sender != self.publisher:
        raw_revert(abi_encode(msg.sender, method_id=method_id("PublisherUnauthorizedAccount(address)")))
    if newRoot == empty(bytes32):
        raw_revert(method_id("InvalidRoot()"))
    # Were a pending root replaced, one who publishes again and again could keep any from ever counting.
    if self._is_pending():
        raw_revert(abi_encode(self.latest_root, self.latest_active_from, method_id=method_id("RootPending(bytes32,uint256)")))
    if self.latest_root != empty(bytes32):
        self.former_root = self.latest_root
    self.latest_root = newRoot
    active_from: uint256 = block.timestamp + activationDelay
    self.latest_active_from = active_from
    log RootPublished(root=newRoot, total=total, activeFrom=active_from)
    covered: uint256 = self.totalClaimed + staticcall IERC20(token).balanceOf(self)
    if total > covered:
        extcall Mintable(token).mint(self, total - covered)


@external
def cancelRoot(pending: bytes32):
    """
    @notice For the owner or the publisher: drops a root that does not count yet. What was minted for it stays here for the next.
    @param pending Names the root, so that no other is hit by mistake.
    """
    if msg.sender != self.publisher:
        ownable2step._check_owner()
    if pending != self.latest_root or not self._is_pending():
        raw_revert(abi_encode(pending, method_id=method_id("RootNotPending(bytes32)")))
    self.latest_root = empty(bytes32)
    log RootCancelled(root=pending)


@external
def claim(account: address, cumulativeAmount: uint256, proof: DynArray[bytes32, MAX_PROOF_LENGTH]) -> uint256:
    """
    @notice Pays an account what it has earned and was not paid yet. Anyone may call; the account alone is paid.
    @param cumulativeAmount All that the account has ever earned, as its leaf says.
    @return What was paid.
    """
    node: bytes32 = keccak256(keccak256(abi_encode(account, cumulativeAmount)))
    for sibling: bytes32 in proof:
        if convert(node, uint256) < convert(sibling, uint256):
            node = keccak256(concat(node, sibling))
        else:
            node = keccak256(concat(sibling, node))
    # Before the first publication the root is zero, which nothing hashes to.
    if node != self._root():
        raw_revert(abi_encode(account, cumulativeAmount, method_id=method_id("InvalidProof(address,uint256)")))
    before: uint256 = self.claimed[account]
    if cumulativeAmount <= before:
        raw_revert(abi_encode(account, cumulativeAmount, before, method_id=method_id("NothingToClaim(address,uint256,uint256)")))
    amount: uint256 = unsafe_sub(cumulativeAmount, before)
    self.claimed[account] = cumulativeAmount
    self.totalClaimed += amount
    log Claimed(account=account, amount=amount, cumulativeAmount=cumulativeAmount)
    assert extcall IERC20(token).transfer(account, amount)
    return amount


@external
@view
def root() -> bytes32:
    """
    @notice The root that claims count under now; zero before the first.
    """
    return self._root()


@external
@view
def pendingRoot() -> (bytes32, uint256):
    """
    @notice The root that is to count next, and the second from which it will; zeros when there is none.
    """
    if self._is_pending():
        return self.latest_root, self.latest_active_from
    return empty(bytes32), 0


@external
def setPublisher(account: address):
    """
    @notice For the owner: names the one publisher; the zero address, nobody. A pending root stays until it is cancelled.
    """
    ownable2step._check_owner()
    self._set_publisher(account)


def _set_publisher(account: address):
    self.publisher = account
    log PublisherSet(account=account)


@view
def _is_pending() -> bool:
    return self.latest_root != empty(bytes32) and block.timestamp < self.latest_active_from


@view
def _root() -> bytes32:
    if self.latest_root == empty(bytes32) or self._is_pending():
        return self.former_root
    return self.latest_root
