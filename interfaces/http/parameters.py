"""What the parameters of a read mean, where an operation does not say it itself."""

from __future__ import annotations

from typing import Final

MEANING: Final[dict[str, str]] = {
    "agreementId": "The agreement. Samverkansavtalet.",
    "portfolioId": "The portfolio. Portföljen.",
    "programId": "The program. Programmet.",
    "projectId": "The initiative or project. Initiativet eller projektet.",
    "constellationId": "The constellation that takes part. Konstellationen som deltar.",
    "bodyId": "The body that decided. Organet som beslutade.",
    "decisionId": "The decision, by its id (not its number). Beslutets id (inte dess nummer).",
    "reviewId": "The review. Revisionen.",
    "personId": "The person. Personen.",
    "costId": "The cost. Kostnaden.",
    "commitmentId": "The commitment. Åtagandet.",
    "incomeId": "The income. Intäkten.",
    "fiscalYear": "The fiscal year, a calendar year. Räkenskapsåret, ett kalenderår.",
    "member": "The member, by its code. Kommunen, med sin kod.",
    "kind": "Decisions with a resolution of this kind. Beslut med en att-sats av detta slag.",
    "outcome": "What became of the matter in the body. Utgången i organet.",
    "matter": "The matter that was decided. Ärendet som beslutades.",
    "decidedFrom": "Decided on this day or later. Beslutat denna dag eller senare.",
    "decidedTo": "Decided on this day or earlier. Beslutat denna dag eller tidigare.",
    "stage": "Initiatives or projects. Initiativ eller projekt.",
    "status": "How far it has come. Hur långt det har kommit.",
    "side": "The side that it touches. Sidan som det berör.",
    "reach": "Roles in common or of one municipality. Gemensamma eller lokala roller.",
    "missing": "Only roles that nobody fills. Bara roller som ingen fyller.",
    "account": "The account of the posting. Konteringens konto.",
    "standing": "Open, noted or remedied. Öppen, noterad eller åtgärdad.",
    "limit": "How many, at most 500. Antal, högst 500.",
    "moneyKind": "Cash or in kind. Pengar eller interna resurser.",
    "measure": "Budget, cost, income or adjustment. Budget, kostnad, intäkt eller justering.",
}
"""In English and in Swedish, by the name of the parameter."""
