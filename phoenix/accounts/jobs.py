"""The outbox jobs of this room: letters whose very existence must not show in an answer."""

from phoenix.accounts import profile, security, signing_up

HANDLERS = {
    signing_up.LETTER: signing_up.letter,
    security.RESET_LETTER: security.reset_letter,
    profile.NEW_EMAIL_LETTER: profile.new_email_letter,
}
