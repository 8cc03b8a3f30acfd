# pragma version 0.4.3
"""
@title Balances, allowances and transfers of a token
@notice ERC-20, with the errors of ERC-6093. Who may mint and who may burn is decided by the contract that initializes this module.
@dev An allowance of 2^256 - 1 is not used up. The zero address neither sends, receives nor spends.
@custom:errors ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
        ERC20InvalidSender(address sender)
        ERC20InvalidReceiver(address receiver)
        ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
        ERC20InvalidSpender(address spender)
"""

event Transfer:
    _from: indexed(address)
    _to: indexed(address)
    _value: uint256


event Approval:
    _owner: indexed(address)
    _spender: indexed(address)
    _value: uint256


totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])


@external
def transfer(_to: address, _value: uint256) -> bool:
    """
    @notice Moves tokens of the caller.
    @param _value Base units; zero is a transfer like any other.
    """
    self._transfer(msg.sender, _to, _value)
    return True


@external
def approve(_spender: address, _value: uint256) -> bool:
    """
    @notice Lets the spender move tokens of the caller: this many from now on, whatever was allowed before.
    """
    self._approve(msg.sender, _spender, _value)
    return True


@external
def transferFrom(_from: address, _to: address, _value: uint256) -> bool:
    """
    @notice Moves tokens of another who has allowed it to the caller.
    """
    self._spend_allowance(_from, msg.sender, _value)
    self._transfer(_from, _to, _value)
    return True


def _transfer(_from: address, _to: address, _value: uint256):
    if _to == empty(address):
        raw_revert(abi_encode(_to, method_id=method_id("ERC20InvalidReceiver(address)")))
    if _from == empty(address):
        raw_revert(abi_encode(_from, method_id=method_id("ERC20InvalidSender(address)")))
    self._take(_from, _value)
    self.balanceOf[_to] = unsafe_add(self.balanceOf[_to], _value)  # no sum of balances passes totalSupply
    log Transfer(_from=_from, _to=_to, _value=_value)


def _mint(_to: address, _value: uint256):
    if _to == empty(address):
        raw_revert(abi_encode(_to, method_id=method_id("ERC20InvalidReceiver(address)")))
    self.totalSupply += _value
    self.balanceOf[_to] = unsafe_add(self.balanceOf[_to], _value)
    log Transfer(_from=empty(address), _to=_to, _value=_value)


def _burn(_from: address, _value: uint256):
    self._take(_from, _value)
    self.totalSupply = unsafe_sub(self.totalSupply, _value)
    log Transfer(_from=_from, _to=empty(address), _value=_value)


def _take(_from: address, _value: uint256):
    balance: uint256 = self.balanceOf[_from]
    if balance < _value:
        raw_revert(abi_encode(_from, balance, _value, method_id=method_id("ERC20InsufficientBalance(address,uint256,uint256)")))
    self.balanceOf[_from] = unsafe_sub(balance, _value)


def _approve(_owner: address, _spender: address, _value: uint256):
    if _spender == empty(address):
        raw_revert(abi_encode(_spender, method_id=method_id("ERC20InvalidSpender(address)")))
    self.allowance[_owner][_spender] = _value
    log Approval(_owner=_owner, _spender=_spender, _value=_value)


def _spend_allowance(_owner: address, _spender: address, _value: uint256):
    """
    @dev Says nothing of what is left: a Transfer tells it (ERC-20 asks for Approval only from approve).
    """
    allowed: uint256 = self.allowance[_owner][_spender]
    if allowed == max_value(uint256):
        return
    if allowed < _value:
        raw_revert(abi_encode(_spender, allowed, _value, method_id=method_id("ERC20InsufficientAllowance(address,uint256,uint256)")))
    self.allowance[_owner][_spender] = unsafe_sub(allowed, _value)
