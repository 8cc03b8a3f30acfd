# pragma version 0.4.3
"""
@title Allowances by signature
@notice ERC-2612 over ERC-712: a holder without ether signs, and anyone brings the signature.
@dev The domain is computed at each call, so that after a fork of the chain a signature counts on one side only. Signatures come from keys,
     not from contracts (no ERC-1271).
@custom:errors ERC2612ExpiredSignature(uint256 deadline)
        ERC2612InvalidSigner(address signer, address owner)
        ECDSAInvalidSignatureS(bytes32 s)
"""

from . import erc20

uses: erc20

DOMAIN_TYPE_HASH: constant(bytes32) = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
PERMIT_TYPE_HASH: constant(bytes32) = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
VERSION: constant(String[1]) = "1"
# Half the order of secp256k1: each signature has a twin with n - s in place of s, and only one of the two is taken (EIP-2).
MAX_S: constant(uint256) = 57896044618658097711785492504343953926418782139537452191302581570759080747168

DOMAIN_NAME: immutable(String[32])
nonces: public(HashMap[address, uint256])


@deploy
def __init__(domain_name: String[32]):
    DOMAIN_NAME = domain_name


@external
def permit(_owner: address, _spender: address, _value: uint256, _deadline: uint256, _v: uint8, _r: bytes32, _s: bytes32):
    """
    @notice Sets an allowance that its owner has signed, as approve does.
    @param _deadline The last second, of Unix time, at which the signature counts.
    @param _v 27 or 28.
    """
    if block.timestamp > _deadline:
        raw_revert(abi_encode(_deadline, method_id=method_id("ERC2612ExpiredSignature(uint256)")))
    if convert(_s, uint256) > MAX_S:
        raw_revert(abi_encode(_s, method_id=method_id("ECDSAInvalidSignatureS(bytes32)")))
    nonce: uint256 = self.nonces[_owner]
    self.nonces[_owner] = unsafe_add(nonce, 1)
    message: bytes32 = keccak256(abi_encode(PERMIT_TYPE_HASH, _owner, _spender, _value, nonce, _deadline))
    signer: address = ecrecover(keccak256(concat(b"\x19\x01", self._domain_separator(), message)), _v, _r, _s)
    # Whatever is no signature is recovered to the zero address, which must own nothing.
    if signer == empty(address) or signer != _owner:
        raw_revert(abi_encode(signer, _owner, method_id=method_id("ERC2612InvalidSigner(address,address)")))
    erc20._approve(_owner, _spender, _value)


@external
@view
def DOMAIN_SEPARATOR() -> bytes32:
    return self._domain_separator()


@external
@view
def eip712Domain() -> (bytes1, String[32], String[1], uint256, address, bytes32, DynArray[uint256, 1]):
    """
    @notice What signatures are made for (ERC-5267): fields, name, version, chainId, verifyingContract, salt, extensions.
    """
    # 0x0f: name, version, chainId and verifyingContract are used.
    return 0x0f, DOMAIN_NAME, VERSION, chain.id, self, empty(bytes32), []


@view
def _domain_separator() -> bytes32:
    return keccak256(abi_encode(DOMAIN_TYPE_HASH, keccak256(DOMAIN_NAME), keccak256(VERSION), chain.id, self))
