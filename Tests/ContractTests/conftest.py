import os
import tempfile

import boa
import pytest
from hypothesis import HealthCheck, configuration, settings

import chain

configuration.set_hypothesis_home_dir(tempfile.mkdtemp(prefix="hypothesis"))
_common = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("short", derandomize=True, max_examples=15, stateful_step_count=25, **_common)
settings.register_profile("long", max_examples=200, stateful_step_count=60, print_blob=True, **_common)
settings.load_profile("long" if os.environ.get("GORSE_SIMULATION") == "long" else "short")

boa.env.enable_fast_mode()


@pytest.fixture(autouse=True)
def clock():
    """Each test has the chain for itself and leaves nothing on it."""
    with boa.env.anchor():
        boa.env.timestamp = chain.START
        yield


@pytest.fixture
def owner():
    return boa.env.generate_address()


@pytest.fixture
def minter():
    return boa.env.generate_address()


@pytest.fixture
def alice():
    return boa.env.generate_address()


@pytest.fixture
def bob():
    return boa.env.generate_address()


@pytest.fixture
def carol():
    return boa.env.generate_address()


@pytest.fixture
def token(owner, minter):
    """With one minter and the highest daily limit."""
    token = chain.deploy("DOTMToken", owner, chain.HIGHEST_DAILY_LIMIT)
    token.setMinter(minter, True, sender=owner)
    return token
