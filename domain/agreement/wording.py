"""What legal forms and decision rules are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.agreement.events import DecisionRule, LegalForm
from domain.model import Bilingual

LEGAL_FORMS: Final[Mapping[LegalForm, Bilingual]] = {
    "contract": Bilingual(sv="avtalssamverkan", en="a contract"),
    "joint_committee": Bilingual(sv="gemensam nämnd", en="a joint committee"),
    "federation": Bilingual(sv="kommunalförbund", en="a federation"),
    "company": Bilingual(sv="bolag", en="a company"),
}
DECISION_RULES: Final[Mapping[DecisionRule, Bilingual]] = {
    "consensus": Bilingual(sv="i samförstånd", en="by consensus"),
    "majority": Bilingual(sv="med majoritet", en="by majority"),
    "unanimous": Bilingual(sv="enhälligt", en="unanimously"),
    "each_member": Bilingual(
        sv="så att varje kommun samtycker", en="with the consent of each member"
    ),
}
