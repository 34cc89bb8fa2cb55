"""What can happen that the log tells of: a closed list, each with the sentence that pages show."""

from enum import StrEnum


class Action(StrEnum):
    """One kind of read or change; the word that an event stores."""

    # Reads of a child's record begin with "read_": queries.reads_of finds them by that (READS).
    READ_CHILD = "read_child"
    READ_TIMELINE = "read_timeline"
    READ_READERS = "read_readers"
    READ_VISIT = "read_visit"
    READ_DECISION = "read_decision"
    READ_FORM = "read_form"
    READ_PHOTOGRAPH = "read_photograph"
    READ_OUTING = "read_outing"
    READ_AVAILABILITY = "read_availability"

    STORE_FACTS = "store_facts"
    RECORD_VISIT = "record_visit"
    RECORD_CALL = "record_call"
    RECORD_CONTACT = "record_contact"
    RECORD_EVENT = "record_event"
    CORRECT_VISIT = "correct_visit"
    WITHDRAW_VISIT = "withdraw_visit"
    ADD_PHOTOGRAPH = "add_photograph"
    WITHDRAW_PHOTOGRAPH = "withdraw_photograph"
    SHARE_ARRANGEMENTS = "share_arrangements"
    ADD_WARNING = "add_warning"
    END_WARNING = "end_warning"
    EXPLAIN_BLIND_SPOT = "explain_blind_spot"
    RECORD_HOUSEHOLD = "record_household"
    OPEN_DECISION = "open_decision"
    WRITE_DRAFT = "write_draft"
    ACT_ON_DECISION = "act_on_decision"
    SIGN_DECISION = "sign_decision"
    COMMENT_ON_DECISION = "comment_on_decision"
    FILL_FORM = "fill_form"
    MAKE_DOCUMENT = "make_document"
    MARK_COPIED = "mark_copied"
    STORE_INCIDENCE = "store_incidence"

    TAKE_BACK_EXPLANATION = "take_back_explanation"
    RESTRICT = "restrict"
    CHANGE_RESTRICTION = "change_restriction"
    END_RESTRICTION = "end_restriction"
    BREAK_GLASS = "break_glass"
    LOOK_AT_BREAK_GLASS = "look_at_break_glass"

    EXPORT = "export"
    EXPORT_LOG = "export_log"
    SAVE_VIEW = "save_view"
    RENAME_VIEW = "rename_view"
    CHANGE_VIEW = "change_view"
    DELETE_VIEW = "delete_view"

    SEARCH = "search"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SECOND_STEP_FAILED = "second_step_failed"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 (what was done, not one)
    ADD_SECOND_STEP = "add_second_step"
    REMOVE_SECOND_STEP = "remove_second_step"
    RENEW_RECOVERY_CODES = "renew_recovery_codes"

    ADD_PERSON = "add_person"
    CHANGE_PERSON = "change_person"
    CLOSE_ACCOUNT = "close_account"
    REOPEN_ACCOUNT = "reopen_account"
    UNLOCK_ACCOUNT = "unlock_account"
    SET_PASSWORD = "set_password"  # noqa: S105
    END_SESSIONS = "end_sessions"
    REMOVE_SECOND_FACTORS = "remove_second_factors"
    UNBIND_WORK_ACCOUNT = "unbind_work_account"
    GIVE_ROLE = "give_role"
    END_ROLE = "end_role"
    GIVE_DEPUTY = "give_deputy"
    END_DEPUTY = "end_deputy"
    ADD_TEAM = "add_team"
    CHANGE_TEAM = "change_team"
    ADD_LOCALITY = "add_locality"
    CHANGE_LOCALITY = "change_locality"

    ADOPT_PACK = "adopt_pack"
    END_PACK = "end_pack"

    PREVIEW_IMPORT = "preview_import"
    APPLY_IMPORT = "apply_import"
    UNDO_IMPORT = "undo_import"
    SETTLE_DIFFERENCE = "settle_difference"
    ADD_CHILD = "add_child"
    MERGE_RECORDS = "merge_records"
    UNDO_MERGE = "undo_merge"
    KEEP_APART = "keep_apart"
    MOVE_CHILDREN = "move_children"
    HAND_OVER = "hand_over"
    SET_ABSENCE = "set_absence"
    SET_REMINDER = "set_reminder"
    SAY_AVAILABILITY = "say_availability"
    FORGET_AVAILABILITY = "forget_availability"
    CHANGE_NOTICES = "change_notices"
    MAKE_FEED = "make_feed"
    CHANGE_WEBHOOK = "change_webhook"
    SEND_AGAIN = "send_again"
    ISSUE_TOKEN = "issue_token"  # noqa: S105
    REVOKE_TOKEN = "revoke_token"  # noqa: S105
    HOLD_RECORD = "hold_record"
    PROPOSE_DISPOSAL = "propose_disposal"
    DISPOSE = "dispose"
    SUBJECT_ACCESS = "subject_access"
    MAKE_OUTAGE_PACK = "make_outage_pack"
    CHANGE_READ_ONLY = "change_read_only"
    RENEW_OUTAGE_WORDS = "renew_outage_words"
    MAKE_BACKUP = "make_backup"
    RESTORE_BACKUP = "restore_backup"
    CONFIRM_CLOCK = "confirm_clock"

    START_OUTING = "start_outing"
    EXTEND_OUTING = "extend_outing"
    END_OUTING = "end_outing"
    ALERT_OUTING = "alert_outing"
    FORGET_NUMBERS = "forget_numbers"

    ENROL_PHONE = "enrol_phone"
    CHANGE_ROUND = "change_round"
    REVOKE_PHONE = "revoke_phone"
    SET_ASIDE = "set_aside"
    SETTLE_SET_ASIDE = "settle_set_aside"

    MAKE_DEMO = "make_demo"
    CHECK_LOG = "check_log"
    PUBLISH_HEAD = "publish_head"


SENTENCES: dict[Action, str] = {
    Action.READ_CHILD: "Read a child’s record",
    Action.READ_TIMELINE: "Read a child’s timeline",
    Action.READ_READERS: "Read who has read a record",
    Action.READ_VISIT: "Read a visit, call or contact",
    Action.READ_DECISION: "Read a decision",
    Action.READ_FORM: "Read a form about a child",
    Action.READ_PHOTOGRAPH: "Looked at a photograph of a document",
    Action.READ_OUTING: "Looked where a colleague is who went to see the child",
    Action.READ_AVAILABILITY: "Read why members of staff are or are not there",
    Action.STORE_FACTS: "Stored what a source says of a child",
    Action.RECORD_VISIT: "Recorded a visit",
    Action.RECORD_CALL: "Recorded a call",
    Action.RECORD_CONTACT: "Recorded a contact",
    Action.RECORD_EVENT: "Recorded an event",
    Action.CORRECT_VISIT: "Corrected a visit, call or contact",
    Action.WITHDRAW_VISIT: "Withdrew a visit, call or contact",
    Action.ADD_PHOTOGRAPH: "Stored a photograph of a document",
    Action.WITHDRAW_PHOTOGRAPH: "Withdrew a photograph of a document",
    Action.SHARE_ARRANGEMENTS: "Recorded with whom arrangements were shared",
    Action.ADD_WARNING: "Added a staff-safety warning",
    Action.END_WARNING: "Ended a staff-safety warning",
    Action.EXPLAIN_BLIND_SPOT: "Explained a blind spot",
    Action.RECORD_HOUSEHOLD: "Recorded the status of a household",
    Action.OPEN_DECISION: "Opened a decision",
    Action.WRITE_DRAFT: "Began to write in a draft",
    Action.ACT_ON_DECISION: "Acted on a decision",
    Action.SIGN_DECISION: "Signed a decision",
    Action.COMMENT_ON_DECISION: "Commented on a decision",
    Action.FILL_FORM: "Filed a form",
    Action.MAKE_DOCUMENT: "Made a document for the case management system",
    Action.MARK_COPIED: "Marked something as copied to the case management system",
    Action.STORE_INCIDENCE: "Stored the local incidence",
    Action.TAKE_BACK_EXPLANATION: "Took back the explanation of a blind spot",
    Action.RESTRICT: "Restricted a record",
    Action.CHANGE_RESTRICTION: "Changed who may see a restricted record",
    Action.END_RESTRICTION: "Ended the restriction of a record",
    Action.BREAK_GLASS: "Broke the glass of a record",
    Action.LOOK_AT_BREAK_GLASS: "Looked at a break-glass opening",
    Action.EXPORT: "Exported a list",
    Action.EXPORT_LOG: "Exported the audit log",
    Action.SAVE_VIEW: "Saved a view of a list",
    Action.RENAME_VIEW: "Renamed a saved view",
    Action.CHANGE_VIEW: "Changed a saved view",
    Action.DELETE_VIEW: "Deleted a saved view",
    Action.SEARCH: "Searched for a child",
    Action.SIGNED_IN: "Signed in",
    Action.SIGN_IN_FAILED: "Sign-in failed",
    Action.SECOND_STEP_FAILED: "Second step of a sign-in failed",
    Action.LOCKED_OUT: "Locked out after wrong tries",
    Action.SIGNED_OUT: "Signed out",
    Action.CHANGE_PASSWORD: "Changed their password",
    Action.ADD_SECOND_STEP: "Added a second step to their sign-in",
    Action.REMOVE_SECOND_STEP: "Removed a second step from their sign-in",
    Action.RENEW_RECOVERY_CODES: "Made new recovery codes",
    Action.ADD_PERSON: "Added a person",
    Action.CHANGE_PERSON: "Changed a person",
    Action.CLOSE_ACCOUNT: "Closed an account",
    Action.REOPEN_ACCOUNT: "Reopened an account",
    Action.UNLOCK_ACCOUNT: "Unlocked an account",
    Action.SET_PASSWORD: "Ended another person’s password, for them to set a new one",
    Action.END_SESSIONS: "Ended a person’s sessions",
    Action.REMOVE_SECOND_FACTORS: "Took away all second steps of a sign-in",
    Action.UNBIND_WORK_ACCOUNT: "Separated a person from a work account",
    Action.GIVE_ROLE: "Gave a role",
    Action.END_ROLE: "Ended a role",
    Action.GIVE_DEPUTY: "Gave a deputy",
    Action.END_DEPUTY: "Ended a deputy’s time",
    Action.ADD_TEAM: "Added a team",
    Action.CHANGE_TEAM: "Changed a team",
    Action.ADD_LOCALITY: "Added a locality",
    Action.CHANGE_LOCALITY: "Changed a locality",
    Action.ADOPT_PACK: "Adopted a policy",
    Action.END_PACK: "Ended the adoption of a policy",
    Action.PREVIEW_IMPORT: "Looked at what an import would change",
    Action.APPLY_IMPORT: "Applied an import",
    Action.UNDO_IMPORT: "Undid an import",
    Action.SETTLE_DIFFERENCE: "Settled a difference between a source and what is recorded here",
    Action.ADD_CHILD: "Added a child by hand",
    Action.MERGE_RECORDS: "Merged two records of one child",
    Action.UNDO_MERGE: "Undid the merge of two records",
    Action.KEEP_APART: "Said that two records are of two children",
    Action.MOVE_CHILDREN: "Moved a child to another worker",
    Action.HAND_OVER: "Handed work over to another person",
    Action.SET_ABSENCE: "Set when somebody is away and who covers",
    Action.SET_REMINDER: "Set, changed or settled a reminder",
    Action.SAY_AVAILABILITY: "Said, or took back, how somebody is for work",
    Action.FORGET_AVAILABILITY: "Deleted old entries of how people were for work",
    Action.CHANGE_NOTICES: "Changed what they are told and when",
    Action.MAKE_FEED: "Made or revoked a calendar feed",
    Action.CHANGE_WEBHOOK: "Added, changed or ended a webhook",
    Action.SEND_AGAIN: "Had a message sent again",
    Action.ISSUE_TOKEN: "Issued a token for the API",
    Action.REVOKE_TOKEN: "Revoked a token for the API",
    Action.HOLD_RECORD: "Placed or lifted a hold on a record",
    Action.PROPOSE_DISPOSAL: "Proposed to dispose of a record",
    Action.DISPOSE: "Disposed of a record",
    Action.SUBJECT_ACCESS: "Worked on a subject access pack",
    Action.MAKE_OUTAGE_PACK: "Made a pack for an outage",
    Action.CHANGE_READ_ONLY: "Began or ended read-only mode",
    Action.RENEW_OUTAGE_WORDS: "Made new words for their packs for an outage",
    Action.MAKE_BACKUP: "Made a backup",
    Action.RESTORE_BACKUP: "Restored a backup",
    Action.CONFIRM_CLOCK: "Confirmed that the machine’s clock is right",
    Action.START_OUTING: "Went in at a door",
    Action.EXTEND_OUTING: "Said that all is well and it takes longer",
    Action.END_OUTING: "Said that somebody is out again",
    Action.ALERT_OUTING: "Told that somebody is not back",
    Action.FORGET_NUMBERS: "Deleted old telephone numbers of workers who were out",
    Action.ENROL_PHONE: "Enrolled a phone",
    Action.CHANGE_ROUND: "Chose or ordered the visits of a day",
    Action.REVOKE_PHONE: "Took a phone away",
    Action.SET_ASIDE: "Sent something from a phone that was set aside",
    Action.SETTLE_SET_ASIDE: "Settled something that was set aside",
    Action.MAKE_DEMO: "Made the demonstration authority",
    Action.CHECK_LOG: "Checked the audit log",
    Action.PUBLISH_HEAD: "Published the head of the audit log",
}
# Whoever makes a document of a record has read it.
READS = (*(action for action in Action if action.startswith("read_")), Action.MAKE_DOCUMENT)


def sentence(action: str) -> str:
    """Return the sentence of an action; an action that is no more in the list says its own word."""
    try:
        return SENTENCES[Action(action)]
    except ValueError:
        return action.replace("_", " ").capitalize()
