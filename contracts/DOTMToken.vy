# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title DOTM Token
@license MIT
@notice ERC-20 with ERC-2612. At most 10,333,333 DOTM are ever minted; what is burned does not come back. Minters whom the owner names
        mint together no more than a daily limit, which the owner sets up to one hundredth of the cap. The owner can pause minting; nobody can
        pause, freeze or undo a transfer.
@dev A day is one of UTC, from midnight to midnight: around midnight two days' limits may follow each other.
@custom:errors ERC20ExceededCap(uint256 increasedSupply, uint256 cap)
        MinterUnauthorizedAccount(address account)
        DailyMintLimitExceeded(uint256 needed, uint256 left)
        InvalidDailyMintLimit(uint256 limit, uint256 maximum)
        EnforcedPause()
        ExpectedPause()
"""

from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from modules import erc20
from modules import erc2612
from modules import ownable2step

implements: IERC20
implements: IERC20Detailed

initializes: ownable2step
initializes: erc20
initializes: erc2612[erc20 := erc20]

exports: (
    erc20.totalSupply,
    erc20.balanceOf,
    erc20.allowance,
    erc20.transfer,
    erc20.approve,
    erc20.transferFrom,
    erc2612.permit,
    erc2612.nonces,
    erc2612.DOMAIN_SEPARATOR,
    erc2612.eip712Domain,
    ownable2step.owner,
    ownable2step.pendingOwner,
    ownable2step.transferOwnership,
    ownable2step.acceptOwnership,
)


event MinterSet:
    account: indexed(address)
    allowed: bool


event DailyMintLimitSet:
    limit: uint256


event Paused:
    account: address


event Unpaused:
    account: address


name: public(constant(String[10])) = "DOTM Token"
symbol: public(constant(String[4])) = "DOTM"
decimals: public(constant(uint8)) = 18

# The most that is ever minted, burned or not, in base units.
MAX_SUPPLY: public(constant(uint256)) = 10_333_333 * 10**18
# The highest daily limit that an owner can set: whoever takes the owner's key needs a hundred days for the whole supply.
MAX_DAILY_MINT_LIMIT: public(constant(uint256)) = MAX_SUPPLY // 100
SECONDS_A_DAY: constant(uint256) = 86_400

# All that was ever minted: totalSupply() and what was burned.
totalMinted: public(uint256)
isMinter: public(HashMap[address, bool])
# What all minters together may mint in one day.
dailyMintLimit: public(uint256)
# Whether minting is paused.
paused: public(bool)
# The day, counted from 1970-01-01, that minted_on_day is about: the last on which something was minted.
day_of_minting: uint256
minted_on_day: uint256


@deploy
def __init__(owner: address, daily_mint_limit: uint256):
    """
    @notice Mints nothing and names no minter.
    """
    ownable2step.__init__(owner)
    erc2612.__init__(name)
    self._set_daily_mint_limit(daily_mint_limit)


@external
def mint(to: address, amount: uint256):
    """
    @notice For minters. Nothing is cut to what is left: the whole amount or none.
    """
    if not self.isMinter[msg.sender]:
        raw_revert(abi_encode(msg.sender, method_id=method_id("MinterUnauthorizedAccount(address)")))
    if self.paused:
        raw_revert(method_id("EnforcedPause()"))
    left: uint256 = self._left_today()
    if amount > left:
        raw_revert(abi_encode(amount, left, method_id=method_id("DailyMintLimitExceeded(uint256,uint256)")))
    # Neither sum overflows: amount is at most MAX_DAILY_MINT_LIMIT.
    increased: uint256 = unsafe_add(self.totalMinted, amount)
    if increased > MAX_SUPPLY:
        raw_revert(abi_encode(increased, MAX_SUPPLY, method_id=method_id("ERC20ExceededCap(uint256,uint256)")))
    self.totalMinted = increased
    self.minted_on_day = unsafe_add(self._minted_today(), amount)
    self.day_of_minting = block.timestamp // SECONDS_A_DAY
    erc20._mint(to, amount)


@external
def burn(amount: uint256):
    """
    @notice Takes tokens of the caller out of the supply for ever.
    """
    erc20._burn(msg.sender, amount)


@external
def burnFrom(account: address, amount: uint256):
    """
    @notice Burns tokens of another who has allowed them to the caller.
    """
    erc20._spend_allowance(account, msg.sender, amount)
    erc20._burn(account, amount)


@external
@view
def remainingMintableTokens() -> uint256:
    """
    @notice What can still be minted, ever.
    """
    return MAX_SUPPLY - self.totalMinted


@external
@view
def mintableToday() -> uint256:
    """
    @notice What minters can mint in this block: nothing while minting is paused.
    """
    if self.paused:
        return 0
    return min(self._left_today(), MAX_SUPPLY - self.totalMinted)


@external
def setMinter(account: address, allowed: bool):
    """
    @notice For the owner: lets an account mint, or no longer.
    """
    ownable2step._check_owner()
    self.isMinter[account] = allowed
    log MinterSet(account=account, allowed=allowed)


@external
def setDailyMintLimit(limit: uint256):
    """
    @notice For the owner: what was minted today counts against the new limit too.
    @param limit Base units, 0 to MAX_DAILY_MINT_LIMIT.
    """
    ownable2step._check_owner()
    self._set_daily_mint_limit(limit)


@external
def pause():
    """
    @notice For the owner: stops minting, and nothing else.
    """
    ownable2step._check_owner()
    if self.paused:
        raw_revert(method_id("EnforcedPause()"))
    self.paused = True
    log Paused(account=msg.sender)


@external
def unpause():
    """
    @notice For the owner: minting goes on, within what is left of today's limit.
    """
    ownable2step._check_owner()
    if not self.paused:
        raw_revert(method_id("ExpectedPause()"))
    self.paused = False
    log Unpaused(account=msg.sender)


def _set_daily_mint_limit(limit: uint256):
    if limit > MAX_DAILY_MINT_LIMIT:
        raw_revert(abi_encode(limit, MAX_DAILY_MINT_LIMIT, method_id=method_id("InvalidDailyMintLimit(uint256,uint256)")))
    self.dailyMintLimit = limit
    log DailyMintLimitSet(limit=limit)


@view
def _minted_today() -> uint256:
    return self.minted_on_day if self.day_of_minting == block.timestamp // SECONDS_A_DAY else 0


@view
def _left_today() -> uint256:
    # The limit may have been lowered below what was minted today.
    minted: uint256 = self._minted_today()
    return self.dailyMintLimit - minted if minted < self.dailyMintLimit else 0
