from deepaudio_ui.main import main


def test_the_panel_says_kindly_that_it_is_still_to_come(capsys):
    assert main() == 0
    assert "not part of this version yet" in capsys.readouterr().err
