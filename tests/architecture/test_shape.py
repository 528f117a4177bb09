"""Small files, small functions, modules named by their noun."""

from tests.support.source import every_file

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "base", "misc", "common", "manager"})


def test_no_file_is_longer_than_400_lines() -> None:
    long = {file.name: lines for file in every_file() if (lines := file.text.count("\n")) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{file.name}:{function.line} {function.name}": function.length
        for file in every_file()
        for function in file.functions()
        if function.length > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    nameless = [
        file.name
        for file in every_file()
        if FORBIDDEN_NAMES & {part.removesuffix(".py") for part in file.name.split("/")}
    ]
    assert nameless == []
