"""Who may see and do what with which object. Every page and every operation asks here, and nowhere else.

| role | sees | does |
|---|---|---|
| agent | own interactions, released reviews, reports, talks | acknowledges, comments, disputes, agrees goals, exports |
| reviewer | all interactions and reviews | imports, grades, repairs, decides disputes about others' reviews |
| trainer | all interactions and reviews | coaches; keeps modules, rubrics, word lists, calibration |
| manager | interactions, reviews, figures of own teams | imports, repairs, assigns, decides disputes, coaches, enrols |
| administrator | accounts, teams, imports, the audit trail; no conversation | accounts, rules, markets, settings |
"""

from __future__ import annotations

from qa_app.store.calibrations import CalibrationSession
from qa_app.store.coaching import GivenReport, Talk
from qa_app.store.interaction_filters import Seen
from qa_app.store.interactions import Interaction
from qa_app.store.people import Agent, RoleName, User
from qa_app.store.reviews import Dispute, Review, ReviewState
from qa_app.store.training import Enrolment, ModuleVersion, TrainingModule, TrainingProposal, VersionState
from qa_app.store.work import ImportedFile

SEES_ALL = frozenset({RoleName.REVIEWER, RoleName.TRAINER})
IMPORTS = (RoleName.REVIEWER, RoleName.MANAGER, RoleName.ADMINISTRATOR)
READS = (RoleName.AGENT, RoleName.REVIEWER, RoleName.TRAINER, RoleName.MANAGER)
SEARCHES = (RoleName.REVIEWER, RoleName.TRAINER, RoleName.MANAGER)
REPAIRS = (RoleName.REVIEWER, RoleName.MANAGER)
GRADES = (RoleName.REVIEWER,)
ASSIGNS = (RoleName.MANAGER, RoleName.ADMINISTRATOR)
DECIDES = (RoleName.REVIEWER, RoleName.MANAGER)
TEACHES = (RoleName.TRAINER,)
"""Whose are modules, rubrics, word lists and calibration."""
KNOWS_RUBRICS = (RoleName.REVIEWER, RoleName.TRAINER, RoleName.MANAGER)
"""Who reads what conversations are judged by."""
ENROLS = (RoleName.TRAINER, RoleName.MANAGER)
MANAGES = (RoleName.MANAGER, RoleName.TRAINER)
"""Who sees what teams' figures are; managers those of their own."""
COACHES = (RoleName.TRAINER, RoleName.MANAGER, RoleName.REVIEWER)
ALL_ROLES = tuple(RoleName)


def has_role(user: User, *names: RoleName) -> bool:
    """Whether the person has one of the roles."""
    return bool(user.role_names & set(names))


def is_self(user: User, agent: Agent | None) -> bool:
    """Whether the person is that agent."""
    return agent is not None and agent.user_id is not None and agent.user_id == user.id


def sees_agent(user: User, agent: Agent | None) -> bool:
    """Whether the person may see an agent's conversations and marks; `agent` is None where nobody is named."""
    if is_self(user, agent) or has_role(user, *SEES_ALL):
        return True
    return agent is not None and agent.team_id in _managed(user)


def _managed(user: User) -> frozenset[int]:
    """The teams that the person manages."""
    return frozenset(team.id for team in user.managed_teams) if has_role(user, RoleName.MANAGER) else frozenset()


def team_ids_seen(user: User) -> frozenset[int] | None:
    """The teams whose agents' conversations the person sees beside their own; None for all agents, in a team or not."""
    if has_role(user, *SEES_ALL):
        return None
    return _managed(user)


def sees_interaction(user: User, interaction: Interaction) -> bool:
    """Whether the person may open an interaction, with its transcript, its recording and its suggestion."""
    return sees_agent(user, interaction.agent)


def conversations_seen(user: User) -> Seen:
    """Whose conversations lists and searches may show the person: those that `sees_interaction` lets them open."""
    return Seen(has_role(user, *SEES_ALL), _managed(user), user.agent.id if user.agent else None, user.id)


def teams_assigned(user: User) -> frozenset[int] | None:
    """The teams whose conversations the person has graded by rules, None for all; for the roles that assign."""
    if has_role(user, RoleName.ADMINISTRATOR):
        return None
    return _managed(user)


def teams_managed(user: User) -> frozenset[int] | None:
    """The teams whose figures the person sees, None for all; for the roles that manage."""
    return None if has_role(user, RoleName.TRAINER) else _managed(user)


def keeps_rules_of(user: User, team_id: int | None) -> bool:
    """Whether the person may set rules for a team; for everybody (no team) only administrators do."""
    teams = teams_assigned(user)
    return teams is None or (team_id is not None and team_id in teams)


def sees_review(user: User, review: Review) -> bool:
    """A released review is for all who see the interaction; a draft is only for whoever writes it.

    So is one of calibration; what was handed in there is compared in its session.
    """
    if review.state is not ReviewState.RELEASED:
        return review.reviewer_id == user.id
    return sees_interaction(user, review.interaction)


def sees_calibration(user: User, calibration: CalibrationSession) -> bool:
    """Trainers see all sessions, reviewers those they take part in."""
    return has_role(user, *TEACHES) or takes_part(user, calibration)


def takes_part(user: User, calibration: CalibrationSession) -> bool:
    """Whether the person grades in a session."""
    return has_role(user, *GRADES) and any(person.id == user.id for person in calibration.reviewers)


def sees_import(user: User, file: ImportedFile) -> bool:
    """What someone brought in is their own affair, and the administrator's."""
    return file.brought_by == user.id or has_role(user, RoleName.ADMINISTRATOR)


def grades(user: User, interaction: Interaction) -> bool:
    """Reviewers grade, but nobody grades their own conversation."""
    return has_role(user, *GRADES) and sees_interaction(user, interaction) and not is_self(user, interaction.agent)


def comments(user: User, interaction: Interaction) -> bool:
    """Whoever may read a conversation may say something about it, the agent too."""
    return has_role(user, *READS) and sees_interaction(user, interaction)


def repairs(user: User, interaction: Interaction) -> bool:
    """Whether the person may put the transcript right or have the work done again; nobody does so for themselves."""
    return has_role(user, *REPAIRS) and sees_interaction(user, interaction) and not is_self(user, interaction.agent)


def coaches(user: User, agent: Agent) -> bool:
    """Whether the person may give reports to an agent and talk with them about their work."""
    return has_role(user, *COACHES) and sees_agent(user, agent) and not is_self(user, agent)


def changes_training(user: User, agent: Agent) -> bool:
    """Whether the person may take back what an agent is to learn, or move its day: never what is their own."""
    return has_role(user, *ENROLS) and sees_agent(user, agent) and not is_self(user, agent)


def sees_report(user: User, report: GivenReport) -> bool:
    """A coaching report is for its agent and for those who may coach them."""
    return is_self(user, report.agent) or coaches(user, report.agent)


def joins(user: User, talk: Talk) -> bool:
    """The two sides of a talk; both work on its agenda, notes and goals."""
    return is_self(user, talk.agent) or leads(user, talk)


def leads(user: User, talk: Talk) -> bool:
    """Whether the person is the coach of a talk, and may still coach that agent."""
    return talk.coach_id == user.id and coaches(user, talk.agent)


def sees_talk(user: User, talk: Talk) -> bool:
    """What two people speak about is theirs; the manager of the agent's team may read it, other coaches may not."""
    return joins(user, talk) or (has_role(user, RoleName.MANAGER) and coaches(user, talk.agent))


def sees_module(user: User, module: TrainingModule) -> bool:
    """Trainers keep the modules; others who enrol people see those of which a version was published."""
    return has_role(user, *TEACHES) or (has_role(user, *ENROLS) and any(map(is_published, module.versions)))


def sees_pictures(user: User, module: TrainingModule, taken: bool) -> bool:
    """Whoever sees a module or may try it sees its pictures; an agent does who takes it or took it (`taken`)."""
    return sees_module(user, module) or taken or any(tries_version(user, version) for version in module.versions)


def sees_version(user: User, version: ModuleVersion) -> bool:
    """Drafts and what is in review are for trainers only."""
    return has_role(user, *TEACHES) or (has_role(user, *ENROLS) and is_published(version))


def is_published(version: ModuleVersion) -> bool:
    return version.state is VersionState.PUBLISHED


def is_second(user: User, version: ModuleVersion) -> bool:
    """A version is published or given back by a trainer who neither wrote on it nor submitted it."""
    return has_role(user, *TEACHES) and user.id not in version.authors and user.id != version.submitted_by


def tries_version(user: User, version: ModuleVersion) -> bool:
    """Whoever reads a version may try it; reviewers may what is published, to know what agents were taught."""
    return sees_version(user, version) or (has_role(user, RoleName.REVIEWER) and is_published(version))


def takes(user: User, enrolment: Enrolment) -> bool:
    """Only the agent themselves takes a training."""
    return is_self(user, enrolment.agent)


def sees_enrolment(user: User, enrolment: Enrolment) -> bool:
    """How a training went is for its agent and for those who may give training to them."""
    return takes(user, enrolment) or (has_role(user, *ENROLS) and sees_agent(user, enrolment.agent))


def decides_proposal(user: User, proposal: TrainingProposal) -> bool:
    """Whoever may give an agent training sees what is proposed for them, and decides about it."""
    return has_role(user, *ENROLS) and sees_agent(user, proposal.agent)


def decides(user: User, dispute: Dispute) -> bool:
    """A dispute is decided by someone who is neither the reviewer nor the agent."""
    review = dispute.review
    return (
        has_role(user, *DECIDES)
        and sees_interaction(user, review.interaction)
        and review.reviewer_id != user.id
        and not is_self(user, review.interaction.agent)
    )
