"""S19: a chain of receipts shows every change: a flipped bit, a document taken out, put in, moved or cut off, another signer."""

import json
import sys
import threading

import pytest

from dataverse_dsr import Chain, ChainReport, DataSubjectError, InvalidDocument, MissingExtra, Signer, Verifier, verify_chain
from dataverse_dsr.report import sealing
from dataverse_dsr.report.sealing import HEAD, check_seal, make_key, seal


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    private, public = make_key(tmp_path_factory.mktemp("keys") / "key.pem")
    return Signer.load(private), Verifier.load(public)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory):
    private, public = make_key(tmp_path_factory.mktemp("other") / "key.pem")
    return Signer.load(private), Verifier.load(public)


@pytest.fixture
def chain(tmp_path, keys):
    chain = Chain(tmp_path / "chain")
    for number in range(4):
        chain.append({"schema": "x", "number_of": number}, signer=keys[0])
    return chain


def files(chain):
    return [(path.name, path.read_bytes()) for path in chain.files()]


def test_a_chain_holds(chain, keys):
    assert chain.verify(verifier=keys[1]) == ChainReport(4, (), True, True)
    assert chain.verify() == ChainReport(4, (), True, False)
    assert verify_chain(files(chain)) == ChainReport(4, (), False, False)


def test_every_flipped_byte_shows(chain, keys):
    entries = files(chain)
    for place in range(len(entries)):
        name, text = entries[place]
        for offset in range(len(text)):
            flipped = bytearray(text)
            flipped[offset] ^= 1
            report = verify_chain([*entries[:place], (name, bytes(flipped)), *entries[place + 1 :]])
            assert not report.holds, (place, offset)


def test_every_flipped_byte_of_the_head_shows(chain):
    head = chain.head()
    for offset in range(len(head)):
        flipped = bytearray(head)
        flipped[offset] ^= 1
        assert not verify_chain(files(chain), head=bytes(flipped)).holds


def test_every_document_taken_out_shows(chain):
    entries = files(chain)
    for place in range(len(entries)):
        left = [*entries[:place], *entries[place + 1 :]]
        assert not verify_chain(left, head=chain.head()).holds
        assert verify_chain(left).holds is (place == len(entries) - 1)  # a cut end shows by the head alone


def test_every_document_put_in_or_moved_shows(chain, keys):
    entries = files(chain)
    extra = ("extra", seal({"schema": "x"}, number=2, previous=check_seal(entries[0][1])["seal"]["digest"], signer=keys[0]).encode())
    for place in range(len(entries) + 1):
        assert not verify_chain([*entries[:place], extra, *entries[place:]], head=chain.head()).holds
    for one in range(len(entries)):
        for other in range(one):
            moved = list(entries)
            moved[one], moved[other] = moved[other], moved[one]
            assert not verify_chain(moved).holds


def test_a_document_of_another_chain_in_the_same_place_shows(chain, tmp_path):
    other = Chain(tmp_path / "other")
    for number in range(4):
        other.append({"schema": "x", "number_of": -number})
    mine, theirs = files(chain), files(other)
    for place in range(4):
        spliced = [*mine[:place], theirs[place], *mine[place + 1 :]]
        assert not verify_chain(spliced).holds


def test_a_number_that_does_not_fit_its_place_shows():
    first = seal({}, number=1)
    second = seal({}, number=3, previous=check_seal(first)["seal"]["digest"])
    (problem,) = verify_chain([("a", first.encode()), ("b", second.encode())]).problems
    assert problem == ("b", "it is number 3 and stands at place 2: one is missing, added or moved")


def test_every_cut_end_shows(chain):
    entries = files(chain)
    last = check_seal(entries[-1][1])["seal"]["digest"]
    for kept in range(len(entries)):
        assert not verify_chain(entries[:kept], head=chain.head()).holds
        assert not verify_chain(entries[:kept], head=last).holds
    assert verify_chain(entries, head=last).holds


def test_every_torn_file_shows(chain):
    (name, text), *others = files(chain)
    for length in range(len(text)):
        assert not verify_chain([(name, text[:length]), *others]).holds


def test_a_chain_made_again_by_somebody_else_shows_by_its_signatures(chain, tmp_path, keys, stranger):
    forged = Chain(tmp_path / "forged")
    for _, text in files(chain):
        document = json.loads(text)
        del document["seal"]
        forged.append({**document, "forged": True}, signer=stranger[0])
    assert forged.verify().holds
    report = forged.verify(verifier=keys[1])
    assert {problem for _, problem in report.problems} == {"its signature is not of this key"}
    assert len(report.problems) == 5
    unsigned = Chain(tmp_path / "unsigned")
    unsigned.append({})
    assert {problem for _, problem in unsigned.verify(verifier=keys[1]).problems} == {"it is not signed"}


def test_a_signature_that_is_no_base64_is_none(keys):
    assert not keys[1].holds(b"x", "\u00e4")


def test_a_chain_without_its_head_has_lost_it(chain, tmp_path):
    (chain.path / HEAD).unlink()
    assert chain.verify().problems == ((HEAD, "the chain has no head"),)
    assert Chain(tmp_path / "empty").verify() == ChainReport(0)


def test_a_head_of_something_else_is_damaged(chain):
    report = verify_chain(files(chain), head=seal({"schema": "x"}).encode())
    assert report.problems == (("head", "the head is damaged"),)


def test_a_chain_whose_end_was_altered_takes_no_more(chain):
    last = chain.files()[-1]
    last.write_bytes(last.read_bytes().replace(b"number_of", b"number_0f"))
    with pytest.raises(InvalidDocument, match="altered"):
        chain.append({})


def test_two_that_append_at_once_get_two_places(tmp_path):
    chain = Chain(tmp_path)
    threads = [threading.Thread(target=chain.append, args=({"who": number},)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.name for path in chain.files()] == [f"{number:06}.json" for number in range(1, 7)]
    assert verify_chain(files(chain)).holds


def test_a_place_that_is_taken_is_not_written_over(chain, monkeypatch):
    seen = [chain.files()[:3], chain.files()]
    monkeypatch.setattr(Chain, "files", lambda self: seen.pop(0))
    assert chain.append({"late": True}).name == "000005.json"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"seal": 3}', '{"seal": {}}', "[" * 100_000, '{"seal": {"digest": 1, "number": 1, "previous": null}}', b"\xff"],
)
def test_what_has_no_seal_is_refused(text):
    with pytest.raises(InvalidDocument):
        check_seal(text)


@pytest.mark.parametrize("number", [True, "1", None])
def test_a_number_that_is_none_is_damage(number):
    with pytest.raises(InvalidDocument, match="damaged"):
        check_seal(seal({}, number=number))


def test_the_same_content_spelled_otherwise_is_another_file():
    text = seal({"a": 1})
    assert check_seal(text)["a"] == 1
    with pytest.raises(InvalidDocument, match="altered"):
        check_seal(text.replace("\n", " \n"))


def test_a_key_is_never_overwritten_and_never_shown(tmp_path, keys):
    private, _public = make_key(tmp_path / "key.pem")
    assert private.stat().st_mode & 0o077 == 0
    with pytest.raises(DataSubjectError, match="never overwritten"):
        make_key(private)
    assert repr(keys[0]) == "Signer()"


def test_what_is_no_key_is_refused(tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    (tmp_path / "junk").write_text("x")
    other = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "ec").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "ec.pub").write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    for load, name in ((Signer.load, "junk"), (Signer.load, "ec"), (Verifier.load, "junk"), (Verifier.load, "ec.pub")):
        with pytest.raises(DataSubjectError):
            load(tmp_path / name)


def test_without_the_extra_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    with pytest.raises(MissingExtra, match=r"typed-dataverse\[sign\]"):
        make_key(tmp_path / "key")
    assert sealing.HEAD == "head.json"
