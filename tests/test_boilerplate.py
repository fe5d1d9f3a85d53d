from crawler.boilerplate import block_hash, learn


def test_blocks_of_most_pages_are_learnt():
    pages = [["Imagefilm der Region", f"Meldung Nummer {chr(97 + n)}"] for n in range(10)]

    learnt = learn(pages)

    assert learnt == {block_hash("Imagefilm der Region")}


def test_a_few_pages_teach_nothing():
    assert learn([["gleich"]] * 4) == frozenset()


def test_changing_numbers_do_not_hide_a_block():
    pages = [[f"Besucher: {n} heute", f"Text {chr(97 + n)}"] for n in range(8)]

    assert block_hash("Besucher: 99 heute") in learn(pages)
