"""The parts of a copy of a record, and which tables each is made of."""

WHO = "Who the record is about"
TOLD = "What other systems told us"
SEEN = "Visits, calls and contacts"
EVENTS = "Events and meetings"
HOLDING = "Circumstances, plans and approvals"
NOTES = "Case notes"
DECIDED = "Decisions, forms and signatures"
DUE = "What was due and how urgent"
PEOPLE = "People who worked with the child"
SAFETY = "Safety, and who may open the record"
WORK = "Documents copied, reminders and moves"
KEPT = "How long the record is kept"
OTHER = "Everything else"
READ = "Who read or changed the record"

PARTS: dict[str, tuple[str, ...]] = {
    WHO: ("caseload.child",),
    TOLD: (
        "caseload.casedocument", "imports.importedchild", "imports.refused", "imports.question",
        "imports.difference",
    ),
    SEEN: ("caseload.visit", "phone.photograph", "phone.setaside"),
    EVENTS: ("caseload.event",),
    HOLDING: ("caseload.circumstance",),
    NOTES: ("caseload.casenote",),
    DECIDED: ("decisions.decision", "decisions.filled", "decisions.draft", "decisions.comment"),
    DUE: ("caseload.answer", "caseload.obligation", "caseload.blindspot", "caseload.explained"),
    PEOPLE: ("caseload.involvement", "caseload.merge"),
    SAFETY: (
        "caseload.staffwarning", "caseload.restriction", "caseload.restrictionstep",
        "caseload.breakglass",
    ),
    WORK: ("documents.copied", "notices.reminder", "moves.moved", "moves.handoveritem"),
    KEPT: ("governance.kept", "governance.hold", "governance.disposal"),
}  # fmt: skip
LEFT_OUT = frozenset(
    {
        "decisions.done",  # told in the decision, step by step
        "decisions.waiting",  # which role could act next: said by the decision's step
        "caseload.restriction_named",  # told in the steps of the restriction
        "governance.accessrequest", "governance.pause", "governance.packentry", "governance.mark",
        "governance.release",  # the request that this copy answers
    }
)  # fmt: skip
ORDER = {label: number for number, label in enumerate(n for ns in PARTS.values() for n in ns)}
PART_OF = {label: part for part, labels in PARTS.items() for label in labels}
