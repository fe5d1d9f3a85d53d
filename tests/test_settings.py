"""Settings: arguments before environment before file before defaults."""

import pytest

from archive.errors import ConfigurationError
from archive.settings import load_settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("PORT", "DATA", "HOST"):
        monkeypatch.delenv(f"NEWSARCHIVE_{name}", raising=False)


def test_a_file_in_the_data_folder_overrides_defaults(tmp_path):
    (tmp_path / "newsarchive.toml").write_text("port = 9000\n")

    assert load_settings(data=tmp_path).port == 9000


def test_the_environment_wins_over_the_file_and_an_argument_over_both(tmp_path, monkeypatch):
    (tmp_path / "newsarchive.toml").write_text("port = 9000\n")
    monkeypatch.setenv("NEWSARCHIVE_PORT", "9001")

    assert load_settings(data=tmp_path).port == 9001
    assert load_settings(data=tmp_path, port=9002).port == 9002


def test_a_wrong_option_is_named(tmp_path):
    (tmp_path / "newsarchive.toml").write_text('port = "viele"\n')

    with pytest.raises(ConfigurationError, match="port"):
        load_settings(data=tmp_path)


def test_an_unknown_option_is_named(tmp_path):
    (tmp_path / "newsarchive.toml").write_text("prot = 80\n")

    with pytest.raises(ConfigurationError, match="prot"):
        load_settings(data=tmp_path)


def test_a_broken_file_is_told(tmp_path):
    (tmp_path / "newsarchive.toml").write_text("port = = 1\n")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(data=tmp_path)
