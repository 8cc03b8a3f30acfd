# pragma version 0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Staked DOTM
@license MIT
@notice ERC-4626: shares of the DOTM that members stake and of the rewards that stream to them, second by second, over rewardsDuration
        seconds. Stakes and what has streamed can be withdrawn at any time, whole or in part. Nobody can pause, fine or lock a stake, and the
        worth of a share never falls.
@dev Whatever the vault holds beyond stakes and known rewards becomes a reward by streamRewards(); until then it counts for nothing, so
     no transfer to the vault changes the worth of a share. Shares have six decimals more than DOTM, and a million shares that nobody owns are reckoned
     with: an attacker who is the first to stake gains less by rounding than it costs. While nobody stakes no reward streams.
     The asset is DOTMToken, which calls nobody back, so no lock against re-entrance is held; its cap keeps every product far below 2^256.
@custom:errors RewarderUnauthorizedAccount(address account)
        InvalidRewardsDuration(uint256 duration, uint256 minimum, uint256 maximum)
        NothingToStream()
        ZeroShares()
        ERC4626ExceededMaxWithdraw(address owner, uint256 assets, uint256 max)
        ERC4626ExceededMaxRedeem(address owner, uint256 shares, uint256 max)
"""

from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from ethereum.ercs import IERC4626
from modules import erc20
from modules import ownable2step

implements: IERC20
implements: IERC20Detailed
implements: IERC4626

initializes: ownable2step
initializes: erc20

exports: (
    erc20.totalSupply,
    erc20.balanceOf,
    erc20.allowance,
    erc20.transfer,
    erc20.approve,
    erc20.transferFrom,
    ownable2step.owner,
    ownable2step.pendingOwner,
    ownable2step.transferOwnership,
    ownable2step.acceptOwnership,
)


event RewardAdded:
    reward: uint256
    streamEnd: uint256


event RewarderSet:
    account: indexed(address)


name: public(constant(String[11])) = "Staked DOTM"
symbol: public(constant(String[5])) = "sDOTM"
decimals: public(constant(uint8)) = 24

MIN_REWARDS_DURATION: public(constant(uint256)) = 86_400
MAX_REWARDS_DURATION: public(constant(uint256)) = 365 * 86_400
# The shares that nobody owns, and the base unit that stands against them: a base unit is a million shares at first.
VIRTUAL_SHARES: constant(uint256) = 10**6
VIRTUAL_ASSETS: constant(uint256) = 1

asset: public(immutable(address))
# Seconds over which a reward streams.
rewardsDuration: public(immutable(uint256))

# Who may turn what the vault holds too much into rewards; the zero address: nobody.
rewarder: public(address)
# What belongs to the shares as of stream_from, and the reward that streams to them from then until streamEnd.
settled: uint256
streaming: uint256
stream_from: uint256
streamEnd: public(uint256)


@deploy
def __init__(owner: address, asset_: address, rewarder_: address, rewards_duration: uint256):
    """
    @param rewards_duration Seconds, MIN_REWARDS_DURATION to MAX_REWARDS_DURATION.
    """
    ownable2step.__init__(owner)
    if rewards_duration < MIN_REWARDS_DURATION or rewards_duration > MAX_REWARDS_DURATION:
        raw_revert(
            abi_encode(
                rewards_duration, MIN_REWARDS_DURATION, MAX_REWARDS_DURATION,
                method_id=method_id("InvalidRewardsDuration(uint256,uint256,uint256)"),
            )
        )
    asset = asset_
    rewardsDuration = rewards_duration
    self._set_rewarder(rewarder_)


@external
def deposit(assets: uint256, receiver: address) -> uint256:
    """
    @notice Stakes this much DOTM of the caller.
    @return The shares that the receiver gets for it, rounded down. Never none: what is worth no share is refused.
    """
    self._settle()
    shares: uint256 = self._shares_down(assets)
    self._deposit(assets, shares, receiver)
    return shares


@external
def mint(shares: uint256, receiver: address) -> uint256:
    """
    @notice Stakes as much DOTM of the caller as this many shares cost.
    @return The cost, rounded up.
    """
    self._settle()
    assets: uint256 = self._assets_up(shares)
    self._deposit(assets, shares, receiver)
    return assets


@external
def withdraw(assets: uint256, receiver: address, owner: address) -> uint256:
    """
    @notice Pays this much DOTM out of the owner's shares, if the owner is the caller or has allowed them to the caller.
    @return The shares that it took, rounded up.
    """
    self._settle()
    most: uint256 = self._assets_down(erc20.balanceOf[owner])
    if assets > most:
        raw_revert(abi_encode(owner, assets, most, method_id=method_id("ERC4626ExceededMaxWithdraw(address,uint256,uint256)")))
    shares: uint256 = self._shares_up(assets)
    self._withdraw(assets, shares, receiver, owner)
    return shares


@external
def redeem(shares: uint256, receiver: address, owner: address) -> uint256:
    """
    @notice Pays out this many of the owner's shares, if the owner is the caller or has allowed them to the caller.
    @return The DOTM that they were worth, rounded down.
    """
    self._settle()
    most: uint256 = erc20.balanceOf[owner]
    if shares > most:
        raw_revert(abi_encode(owner, shares, most, method_id=method_id("ERC4626ExceededMaxRedeem(address,uint256,uint256)")))
    assets: uint256 = self._assets_down(shares)
    self._withdraw(assets, shares, receiver, owner)
    return assets


@external
def streamRewards() -> uint256:
    """
    @notice For the rewarder: lets all that was sent to the vault without being staked stream to the shares over the next rewardsDuration
            seconds, together with what has not streamed yet of earlier rewards.
    @return What was added.
    """
    if msg.sender != self.rewarder:
        raw_revert(abi_encode(msg.sender, method_id=method_id("RewarderUnauthorizedAccount(address)")))
    self._settle()
    reward: uint256 = staticcall IERC20(asset).balanceOf(self) - self.settled - self.streaming
    if reward == 0:
        raw_revert(method_id("NothingToStream()"))
    self.streaming += reward
    self.stream_from = block.timestamp
    self.streamEnd = block.timestamp + rewardsDuration
    log RewardAdded(reward=reward, streamEnd=self.streamEnd)
    return reward


@external
def setRewarder(account: address):
    """
    @notice For the owner: names the one rewarder; the zero address, nobody.
    """
    ownable2step._check_owner()
    self._set_rewarder(account)


@external
@view
def totalAssets() -> uint256:
    """
    @notice What the shares are worth together: stakes and what has streamed.
    """
    return self._total_assets()


@external
@view
def unstreamedRewards() -> uint256:
    """
    @notice The rewards that are still to stream.
    """
    return self.streaming - self._streamed()


@external
@view
def convertToShares(assets: uint256) -> uint256:
    return self._shares_down(assets)


@external
@view
def convertToAssets(shares: uint256) -> uint256:
    return self._assets_down(shares)


@external
@view
def previewDeposit(assets: uint256) -> uint256:
    return self._shares_down(assets)


@external
@view
def previewMint(shares: uint256) -> uint256:
    return self._assets_up(shares)


@external
@view
def previewWithdraw(assets: uint256) -> uint256:
    return self._shares_up(assets)


@external
@view
def previewRedeem(shares: uint256) -> uint256:
    return self._assets_down(shares)


@external
@view
def maxDeposit(receiver: address) -> uint256:
    return max_value(uint256)


@external
@view
def maxMint(receiver: address) -> uint256:
    return max_value(uint256)


@external
@view
def maxWithdraw(owner: address) -> uint256:
    return self._assets_down(erc20.balanceOf[owner])


@external
@view
def maxRedeem(owner: address) -> uint256:
    return erc20.balanceOf[owner]


def _deposit(assets: uint256, shares: uint256, receiver: address):
    if shares == 0:
        raw_revert(method_id("ZeroShares()"))
    assert extcall IERC20(asset).transferFrom(msg.sender, self, assets)
    self.settled += assets
    erc20._mint(receiver, shares)
    log IERC4626.Deposit(sender=msg.sender, owner=receiver, assets=assets, shares=shares)


def _withdraw(assets: uint256, shares: uint256, receiver: address, owner: address):
    if msg.sender != owner:
        erc20._spend_allowance(owner, msg.sender, shares)
    erc20._burn(owner, shares)
    self.settled -= assets
    log IERC4626.Withdraw(sender=msg.sender, receiver=receiver, owner=owner, assets=assets, shares=shares)
    assert extcall IERC20(asset).transfer(receiver, assets)


def _settle():
    """
    @dev Gives the shares what has streamed to them. While there are none the stream waits: its end moves as far as the time.
    """
    if self.streaming == 0:
        return
    if erc20.totalSupply == 0:
        self.streamEnd += block.timestamp - self.stream_from
    else:
        streamed: uint256 = self._streamed()
        self.settled += streamed
        self.streaming -= streamed
    self.stream_from = block.timestamp


@view
def _streamed() -> uint256:
    if erc20.totalSupply == 0:
        return 0
    if block.timestamp >= self.streamEnd:
        return self.streaming
    if self.streaming == 0:
        return 0
    return self.streaming * (block.timestamp - self.stream_from) // (self.streamEnd - self.stream_from)


@view
def _total_assets() -> uint256:
    return self.settled + self._streamed()


@view
def _shares_down(assets: uint256) -> uint256:
    return assets * (erc20.totalSupply + VIRTUAL_SHARES) // (self._total_assets() + VIRTUAL_ASSETS)


@view
def _shares_up(assets: uint256) -> uint256:
    divisor: uint256 = self._total_assets() + VIRTUAL_ASSETS
    return (assets * (erc20.totalSupply + VIRTUAL_SHARES) + (divisor - 1)) // divisor


@view
def _assets_down(shares: uint256) -> uint256:
    return shares * (self._total_assets() + VIRTUAL_ASSETS) // (erc20.totalSupply + VIRTUAL_SHARES)


@view
def _assets_up(shares: uint256) -> uint256:
    divisor: uint256 = erc20.totalSupply + VIRTUAL_SHARES
    return (shares * (self._total_assets() + VIRTUAL_ASSETS) + (divisor - 1)) // divisor


def _set_rewarder(account: address):
    self.rewarder = account
    log RewarderSet(account=account)
