import pytest
from eth_utils import keccak

from chain import DAY, DOTM, NOBODY, cannot_be_deployed, deploy, events, now, reverts, wait
from merkle import Tree, leaf, parent

DELAY = 3600


@pytest.fixture
def publisher(carol):
    return carol


@pytest.fixture
def distributor(token, owner, publisher):
    """With a delay of an hour, as one of the token's minters."""
    distributor = deploy("RewardDistributor", owner, token.address, publisher, DELAY)
    token.setMinter(distributor.address, True, sender=owner)
    return distributor


@pytest.fixture
def tree(alice, bob):
    return Tree({alice: 100, bob: 50, "0x" + "11" * 20: 7})


@pytest.fixture
def published(distributor, publisher, tree):
    """A distributor whose tree counts."""
    distributor.publishRoot(tree.root, tree.total, sender=publisher)
    wait(DELAY)
    return distributor


def claim(distributor, tree, account, **options):
    return distributor.claim(account, tree.amounts[account], tree.proof(account), **options)


def test_the_tree_is_the_one_of_openzeppelin():
    """Root and leaves as the README of @openzeppelin/merkle-tree prints them."""
    tree = Tree({"0x" + "11" * 20: 5 * DOTM, "0x" + "22" * 20: 25 * DOTM // 10})
    assert tree.root.hex() == "d4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77"


def test_it_says_what_it_was_made_with_and_begins_empty(distributor, token, owner, publisher):
    assert (distributor.token(), distributor.activationDelay()) == (token.address, DELAY)
    assert (distributor.owner(), distributor.publisher()) == (owner, publisher)
    assert (distributor.root(), distributor.pendingRoot(), distributor.totalClaimed()) == (bytes(32), (bytes(32), 0), 0)


def test_a_delay_of_more_than_a_week_is_refused(token, owner):
    with cannot_be_deployed("InvalidActivationDelay", 7 * DAY + 1, 7 * DAY):
        deploy("RewardDistributor", owner, token.address, NOBODY, 7 * DAY + 1)


def test_a_publication_mints_what_its_leaves_need_and_counts_after_the_delay(distributor, token, publisher, tree, alice):
    distributor.publishRoot(tree.root, tree.total, sender=publisher)
    assert events(distributor, "RootPublished") == [(tree.root, 157, now() + DELAY)]
    assert token.balanceOf(distributor.address) == token.totalMinted() == 157
    assert (distributor.root(), distributor.pendingRoot()) == (bytes(32), (tree.root, now() + DELAY))
    wait(DELAY - 1)
    with reverts(distributor, "InvalidProof", alice, 100):
        claim(distributor, tree, alice)
    wait(1)
    assert (distributor.root(), distributor.pendingRoot()) == (tree.root, (bytes(32), 0))
    assert claim(distributor, tree, alice) == 100


def test_without_a_delay_a_root_counts_at_once(token, owner, publisher, minter, tree, alice):
    distributor = deploy("RewardDistributor", owner, token.address, publisher, 0)
    token.mint(distributor.address, 157, sender=minter)
    distributor.publishRoot(tree.root, 157, sender=publisher)
    assert claim(distributor, tree, alice) == 100


def test_anyone_may_bring_a_claim_and_the_account_is_paid(published, token, tree, alice, bob):
    assert claim(published, tree, alice, sender=bob) == 100
    assert events(published, "Claimed") == [(alice, 100, 100)]
    assert (token.balanceOf(alice), token.balanceOf(bob)) == (100, 0)
    assert (published.claimed(alice), published.totalClaimed()) == (100, 100)


def test_a_claim_pays_once(published, token, tree, alice):
    claim(published, tree, alice)
    with reverts(published, "NothingToClaim", alice, 100, 100):
        claim(published, tree, alice)
    assert token.balanceOf(alice) == 100


def test_a_later_tree_pays_the_difference_and_a_missed_one_loses_nothing(published, publisher, token, tree, alice, bob):
    claim(published, tree, alice)
    later = Tree({alice: 130, bob: 55})
    published.publishRoot(later.root, 192, sender=publisher)
    assert token.totalMinted() == 192
    wait(DELAY)
    assert claim(published, later, alice) == 30
    assert events(published, "Claimed") == [(alice, 30, 130)]
    assert claim(published, later, bob) == 55


def test_an_older_tree_pays_nothing_twice(published, publisher, tree, alice, bob):
    later = Tree({alice: 130, bob: 55})
    published.publishRoot(later.root, later.total, sender=publisher)
    wait(DELAY)
    claim(published, later, alice)
    published.publishRoot(tree.root, tree.total, sender=publisher)
    wait(DELAY)
    with reverts(published, "NothingToClaim", alice, 100, 130):
        claim(published, tree, alice)
    assert claim(published, tree, bob) == 50


def test_a_proof_of_another_tree_account_or_amount_is_refused(published, tree, alice, bob):
    other = Tree({alice: 1000, bob: 1})
    stranger = "0x" + "44" * 20
    for account, amount, proof in [(alice, 1000, other.proof(alice)), (alice, 101, tree.proof(alice)), (bob, 100, tree.proof(alice)),
                                   (stranger, 100, tree.proof(alice)), (alice, 100, tree.proof(alice)[:-1]),
                                   (alice, 100, tree.proof(alice) + [bytes(32)]), (alice, 100, []), (alice, 100, tree.proof(bob))]:
        with reverts(published, "InvalidProof", account, amount):
            published.claim(account, amount, proof)


def test_a_leaf_that_earned_nothing_pays_nothing(distributor, publisher, alice, bob):
    tree = Tree({alice: 0, bob: 5})
    distributor.publishRoot(tree.root, 5, sender=publisher)
    wait(DELAY)
    with reverts(distributor, "NothingToClaim", alice, 0, 0):
        claim(distributor, tree, alice)


def test_an_inner_node_is_no_leaf(published, tree):
    """A leaf is hashed twice, an inner node once: what is hashed for a node cannot be brought as an account and an amount."""
    first, second = tree.levels[0][:2]
    pair = min(first, second) + max(first, second)
    account, amount = "0x" + pair[12:32].hex(), int.from_bytes(pair[32:], "big")
    assert leaf(account, amount) != parent(first, second) == keccak(pair)
    with reverts(published, "InvalidProof", account, amount):
        published.claim(account, amount, tree.levels[1][1:])


def test_a_tree_of_one_needs_no_proof_and_the_longest_proof_has_32_hashes(distributor, publisher, token, alice, bob):
    lone = Tree({alice: 9})
    distributor.publishRoot(lone.root, 9, sender=publisher)
    wait(DELAY)
    assert claim(distributor, lone, alice) == 9
    siblings = [keccak(bytes([index])) for index in range(33)]
    node = leaf(bob, 4)
    for sibling in siblings[:32]:
        node = parent(node, sibling)
    distributor.publishRoot(node, 13, sender=publisher)
    wait(DELAY)
    assert distributor.claim(bob, 4, siblings[:32]) == 4
    distributor.publishRoot(parent(node, siblings[32]), 13, sender=publisher)
    wait(DELAY)
    with reverts(distributor, None):
        distributor.claim(bob, 4, siblings)


@pytest.mark.parametrize("members", [2, 3, 7, 8, 9, 33])
def test_every_member_of_a_tree_of_any_shape_is_paid(token, owner, publisher, distributor, members):
    tree = Tree({"0x" + f"{index:040x}": index for index in range(1, members + 1)})
    distributor.publishRoot(tree.root, tree.total, sender=publisher)
    wait(DELAY)
    for index, account in enumerate(tree.amounts, start=1):
        assert claim(distributor, tree, account) == index == token.balanceOf(account)
    assert token.balanceOf(distributor.address) == 0


def test_before_the_first_root_there_is_nothing_to_claim(distributor, alice):
    with reverts(distributor, "InvalidProof", alice, 1):
        distributor.claim(alice, 1, [])


def test_a_publication_sent_twice_mints_once(published, publisher, token, tree, alice):
    claim(published, tree, alice)
    published.publishRoot(tree.root, tree.total, sender=publisher)
    assert token.totalMinted() == tree.total


def test_what_it_already_holds_is_used_before_any_is_minted(distributor, publisher, token, minter, tree):
    token.mint(distributor.address, 100, sender=minter)
    distributor.publishRoot(tree.root, tree.total, sender=publisher)
    assert token.totalMinted() == tree.total == token.balanceOf(distributor.address)


def test_paid_from_a_treasury_it_need_be_no_minter(distributor, publisher, owner, token, minter, tree, alice):
    token.setMinter(distributor.address, False, sender=owner)
    with reverts(distributor, "MinterUnauthorizedAccount", distributor.address):
        distributor.publishRoot(tree.root, tree.total, sender=publisher)
    token.mint(distributor.address, tree.total, sender=minter)
    distributor.publishRoot(tree.root, tree.total, sender=publisher)
    wait(DELAY)
    assert claim(distributor, tree, alice) == 100


def test_daily_limit_and_pause_meet_the_publisher_and_never_a_claim(published, publisher, owner, token, tree, alice, bob):
    later = Tree({alice: 200})
    token.pause(sender=owner)
    with reverts(published, "EnforcedPause"):
        published.publishRoot(later.root, 257, sender=publisher)
    assert published.pendingRoot() == (bytes(32), 0)
    token.unpause(sender=owner)
    token.setDailyMintLimit(0, sender=owner)
    with reverts(published, "DailyMintLimitExceeded", 100, 0):
        published.publishRoot(later.root, 257, sender=publisher)
    token.pause(sender=owner)
    assert claim(published, tree, alice) == 100
    published.publishRoot(tree.root, tree.total, sender=publisher)
    assert claim(published, tree, bob) == 50


def test_leaves_beyond_the_total_are_paid_as_far_as_tokens_go_and_later_in_full(distributor, publisher, token, alice, bob):
    tree = Tree({alice: 100, bob: 50})
    distributor.publishRoot(tree.root, 120, sender=publisher)
    wait(DELAY)
    claim(distributor, tree, alice)
    with reverts(distributor, "ERC20InsufficientBalance", distributor.address, 20, 50):
        claim(distributor, tree, bob)
    assert (distributor.claimed(bob), distributor.totalClaimed()) == (0, 100)
    distributor.publishRoot(tree.root, 150, sender=publisher)
    assert claim(distributor, tree, bob) == 50


def test_only_the_publisher_publishes(distributor, owner, minter, tree):
    for other in (owner, minter):
        with reverts(distributor, "PublisherUnauthorizedAccount", other):
            distributor.publishRoot(tree.root, 0, sender=other)


def test_the_zero_root_is_refused(distributor, publisher):
    with reverts(distributor, "InvalidRoot"):
        distributor.publishRoot(bytes(32), 0, sender=publisher)


def test_the_owner_names_the_publisher_or_nobody(distributor, owner, publisher, tree, alice):
    with reverts(distributor, "OwnableUnauthorizedAccount", publisher):
        distributor.setPublisher(alice, sender=publisher)
    distributor.setPublisher(alice, sender=owner)
    assert events(distributor, "PublisherSet") == [(alice,)]
    with reverts(distributor, "PublisherUnauthorizedAccount", publisher):
        distributor.publishRoot(tree.root, 0, sender=publisher)
    distributor.publishRoot(tree.root, 0, sender=alice)
    distributor.setPublisher(NOBODY, sender=owner)
    with reverts(distributor, "PublisherUnauthorizedAccount", alice):
        distributor.publishRoot(tree.root, 0, sender=alice)


def test_a_pending_root_cannot_be_replaced_and_the_one_before_counts_meanwhile(published, publisher, tree, alice):
    later = Tree({alice: 101})
    published.publishRoot(later.root, 0, sender=publisher)
    active_from = now() + DELAY
    with reverts(published, "RootPending", later.root, active_from):
        published.publishRoot(tree.root, 0, sender=publisher)
    assert published.root() == tree.root
    assert claim(published, tree, alice) == 100


def test_owner_and_publisher_can_cancel_a_pending_root_and_nobody_else(published, owner, publisher, token, tree, alice, bob):
    stolen = Tree({bob: 10**6})
    for canceller in (owner, publisher):
        published.publishRoot(stolen.root, stolen.total, sender=publisher)
        with reverts(published, "OwnableUnauthorizedAccount", alice):
            published.cancelRoot(stolen.root, sender=alice)
        published.cancelRoot(stolen.root, sender=canceller)
        assert events(published, "RootCancelled") == [(stolen.root,)]
    wait(DELAY)
    assert (published.root(), published.pendingRoot()) == (tree.root, (bytes(32), 0))
    with reverts(published, "InvalidProof", bob, 10**6):
        claim(published, stolen, bob)
    assert claim(published, tree, bob) == 50
    # What the cancelled root had minted is used by the next.
    minted = token.totalMinted()
    published.publishRoot(tree.root, tree.total + 1000, sender=publisher)
    assert token.totalMinted() == minted == 10**6


def test_a_root_that_counts_or_another_than_the_pending_cannot_be_cancelled(published, owner, publisher, tree, alice):
    later = Tree({alice: 101})
    with reverts(published, "RootNotPending", tree.root):
        published.cancelRoot(tree.root, sender=owner)
    with reverts(published, "RootNotPending", bytes(32)):
        published.cancelRoot(bytes(32), sender=owner)
    published.publishRoot(later.root, 0, sender=publisher)
    with reverts(published, "RootNotPending", tree.root):
        published.cancelRoot(tree.root, sender=owner)
    published.cancelRoot(later.root, sender=owner)
    with reverts(published, "RootNotPending", later.root):
        published.cancelRoot(later.root, sender=owner)
    assert published.root() == tree.root
