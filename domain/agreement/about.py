"""What every command about an agreement has in common."""

from __future__ import annotations

from domain.agreement.events import stream
from domain.model import AgreementId, Command, StreamId


class AboutAgreement(Command):
    """A command that the stream of an agreement judges."""

    agreement_id: AgreementId

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)
