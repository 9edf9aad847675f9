"""A criterion is called the same in a rubric's qualities and in the words of a scorecard."""

import pytest

from rubrics.qualities import qualities
from scoring.explain import criterion_name
from transcripts.conversation import SUPPORTED_LANGUAGES


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
@pytest.mark.parametrize("criterion", sorted(qualities()))
def test_one_name_for_each_quality(criterion: str, language: str) -> None:
    assert qualities()[criterion].name[language] == criterion_name(criterion, language)
