"""The texts of the pages, read from the sources: tests look for the words that a language has, and find those that it should not show."""
import functools
import pathlib
import re

SOURCES = pathlib.Path(__file__).parents[2] / "Sources" / "WebUI"
PLATFORM = SOURCES.parent / "Platform"
# A language and the locale of a browser that asks for it.
LOCALES = {"en": "en-US", "es": "es-MX", "fr": "fr-CA"}
# What the pages say that they are written in.
TAGS = {"en": "en-US", "es": "es-US", "fr": "fr-CA"}


# `key:`, then nothing, a text in each language, or the two forms of a text that counts.
LINE = re.compile(r"( *)(\w+):(?: (.+))?")
IN_EACH = re.compile(r"\{ en: (.+), es: (.+), fr: (.+) \}")
FORMS = re.compile(r"\{ one: (.+), other: (.+) \}")
# A text of the catalogue and what it is in the other languages.
TRANSLATION = re.compile(r"(?m)^  (\S.*):\n    es: (.+)\n    fr: (.+)$")


@functools.cache
def forms():
    """Language, then key, then the text's one or two forms, the one for most counts first. Those of mails and of the catalogue have keys of their own."""
    found = {language: {} for language in LOCALES}
    for texts in TRANSLATION.findall((PLATFORM / "Catalog" / "catalog.yaml").read_text()):
        for language, text in zip(LOCALES, texts):
            found[language]["catalogue: " + texts[0]] = [unquoted(text)]
    for file in [*sorted((SOURCES / "Texts").glob("*.yaml")), *sorted((PLATFORM / "Messages" / "Texts").glob("*.yaml"))]:
        noun, path = file.stem if file.is_relative_to(SOURCES) else "messages." + file.stem, []
        for indent, name, value in (line.groups() for line in map(LINE.fullmatch, file.read_text().splitlines()) if line):
            path[len(indent) // 2:] = [name]
            if value is None:
                continue
            if counted := FORMS.fullmatch(value):
                texts = {name: value}
                key = ".".join([noun, *path[:-1]])
            else:
                texts = dict(zip(LOCALES, IN_EACH.fullmatch(value).groups()))
                key = ".".join([noun, *path])
            for language, text in texts.items():
                counted = FORMS.fullmatch(text)
                found[language][key] = [unquoted(form) for form in ((counted[2], counted[1]) if counted else [text])]
    assert all(texts.keys() == found["en"].keys() for texts in found.values())
    return found


def unquoted(text):
    return text[1:-1] if text.startswith('"') else text


class Texts:
    """One language's: `texts("lines.title")` is its text."""

    def __init__(self, language):
        self.language, self.locale, self.tag = language, LOCALES[language], TAGS[language]

    def __call__(self, key, **parameters):
        """Its text, with the parameters that are given."""
        return re.sub(r"\{(\w+)\}", lambda name: parameters.get(name[1], name[0]), forms()[self.language][key][0])

    def like(self, key):
        """Its text, whatever the parameters are."""
        return re.compile(f"^{pattern(forms()[self.language][key][0])}$")


def pattern(text):
    return re.sub(r"\\{\w+\\}", ".+", re.escape(text))


@functools.cache
def any_text(language):
    """What every text of a language matches."""
    return re.compile("|".join(pattern(form) for texts in forms()[language].values() for form in texts), re.DOTALL)


def is_text(text, language):
    return any_text(language).fullmatch(text) is not None


# What is nobody's language: addresses, ids and words of programs, acronyms, and names of people, countries, makers and their products.
NO_LANGUAGE = re.compile(
    r"\S+@\S+|\b[a-z]+(?:[._:][a-z0-9]+)+\b|\b\w*\d\w*\b|\b[A-Z]{3,}\b|\b(?:Ana García|Cabo Verde|Canada|Visa|Chrome|Linux|SQLite)\b")


@functools.cache
def names():
    """Makers and models of phones."""
    devices = " ".join(re.findall(r"(?m)^(?:- maker|  models): (.+)$", (SOURCES / "Data" / "devices.yaml").read_text()))
    found = {name.strip() for name in re.split(r"[\[\],]", devices)}
    return re.compile("|".join(re.escape(name) for name in sorted(found, key=len, reverse=True) if name))


def english_in(shown, language, known):
    """What a page shows in English though it is written in `language`: texts of ours, and whatever pages in English (`known`) show in the same words."""
    return [
        text for text in shown
        if (is_text(text, "en") or text in known) and not is_text(text, language)
        and re.search(r"[^\W\d_]{3}", NO_LANGUAGE.sub("", names().sub("", text)))]
