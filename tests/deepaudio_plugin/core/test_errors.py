import pytest

from deepaudio_plugin.core import errors


def test_every_error_has_a_code_of_its_own():
    def classes(cls):
        return [cls, *(c for child in cls.__subclasses__() for c in classes(child))]

    found = classes(errors.DeepAudioError)
    assert len({c.code for c in found}) == len(found) == len(errors.all_errors())


@pytest.mark.parametrize("code", sorted(errors.all_errors()))
def test_an_error_crosses_the_pipe_as_its_code_and_comes_back_as_its_class(code):
    error = errors.from_code(code, "what", where="where", hint="do this")
    assert type(error).code == code
    assert (error.message, error.where, error.hint) == ("what", "where", "do this")


def test_an_unknown_code_is_a_failed_job():
    assert type(errors.from_code("from-the-future", "what")) is errors.JobError


def test_an_error_says_where_before_what():
    assert str(errors.MediaError("is cut short", where="film.mp4")) == "film.mp4: is cut short"


def test_the_drawn_tree_names_every_class_with_its_code_and_exit_code():
    for cls in errors.all_errors().values():
        if cls is not errors.DeepAudioError:
            line = next(s for s in errors.__doc__.splitlines() if f" {cls.__name__} " in s)
            assert line.split()[-2:] == [cls.code, str(cls.exit_code)]
