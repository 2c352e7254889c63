"""The questions of Datasheets for Datasets (Gebru et al., 2021), shortened, by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Question(NamedTuple):
    """A question, the key of what may be known of itself, and the section of card.md about it."""

    asked: str
    key: str = ""
    section: str = ""


_PEOPLE = "Personal and sensitive information"

QUESTIONS: Mapping[str, Sequence[Question]] = {
    "Motivation": (
        Question("For what purpose was the dataset created?", section="Motivation"),
        Question("Who created it, and for whom?", "who", "Motivation"),
        Question("Who paid for it?", section="Motivation"),
    ),
    "Composition": (
        Question("What do the instances represent?", "represent"),
        Question("How many instances are there?", "count"),
        Question("Does it hold all possible instances, or a sample?", "sample", "Collection"),
        Question("What data does each instance consist of?", "features"),
        Question("Is there a label for each instance?", "label"),
        Question("Is anything missing from instances?", section="Known issues"),
        Question("Are relationships between instances explicit?", "relations"),
        Question("Are there recommended splits?", "splits"),
        Question("Are there errors, noise or redundancies?", "noise", "Known issues"),
        Question("Is it self-contained, or does it rely on other resources?", "self-contained"),
        Question("Does it hold confidential data?", section=_PEOPLE),
        Question("Does it hold data that may offend, insult, threaten or frighten?",
                 section="Bias and limits"),
        Question("Does it identify subpopulations?", section="Bias and limits"),
        Question("Can individuals be identified?", section=_PEOPLE),
        Question("Does it hold sensitive data?", section=_PEOPLE),
    ),
    "Collection": (
        Question("How were the data acquired?", "acquired", "Collection"),
        Question("By what means or procedures were they collected?", section="Collection"),
        Question("If it is a sample, how was it drawn?", section="Collection"),
        Question("Who collected and annotated them, and how were they paid?", "people",
                 "Annotators"),
        Question("Over what time were they collected?", "when", "Collection"),
        Question("Was there an ethical review?", section="Collection"),
        Question("Were the data taken from the individuals themselves?", section="Collection"),
        Question("Were the individuals told?", section=_PEOPLE),
        Question("Did they consent, and can they revoke it?", section=_PEOPLE),
        Question("Was the impact on them analysed?", section=_PEOPLE),
    ),
    "Preprocessing, cleaning, labelling": (
        Question("Was anything preprocessed, cleaned or labelled?", "cleaning"),
        Question("Are the raw data kept as well?", "raw"),
        Question("Is the software that did it available?", "software"),
    ),
    "Uses": (
        Question("What has it been used for?", section="Uses"),
        Question("Where are the papers or systems that use it listed?", section="Uses"),
        Question("What else could it be used for?", section="Uses"),
        Question("Does its making limit future uses?", section="Bias and limits"),
        Question("What should it not be used for?", section="Uses"),
    ),
    "Distribution": (
        Question("Is it given to third parties, how and when?", section="Maintenance"),
        Question("Under which licence or terms?", "licence"),
        Question("Do third parties restrict it, or export controls?", section="Maintenance"),
    ),
    "Maintenance": (
        Question("Who maintains it, and how can they be reached?", section="Maintenance"),
        Question("Is there an erratum?", section="Known issues"),
        Question("Will it be updated, by whom and how often?", section="Maintenance"),
        Question("Are there limits on how long data about people are kept?", section=_PEOPLE),
        Question("Will older versions be kept?", section="Maintenance"),
        Question("Can others extend it or contribute?", section="Maintenance"),
    ),
}  # fmt: skip
