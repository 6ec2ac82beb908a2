"""Who of the staff may use which route: the table that test_staff_routes.py holds the code to."""

ALL = {"admin", "sales", "support", "accounting", "translator"}
ADMINS = {"admin"}
TRANSLATORS = {"admin", "translator"}

# Each route of /equipe for members, by endpoint: the roles that may use it.
ROUTES = {
    "staff_entrance.sign_out": ALL,
    "staff_today.view": ALL,
    "staff_own.view": ALL,
    "staff_own.choose_language": ALL,
    "staff_own.recovery_codes": ALL,
    "staff_own.renew_codes": ALL,
    "staff_members.view": ADMINS,
    "staff_acts.view": ADMINS,
    "staff_documents.view": {"admin", "sales", "support"},
    "staff_documents.write": ADMINS,
    "staff_documents.preview": ADMINS,
    "staff_documents.publish": ADMINS,
    "staff_audience.view": {"admin", "sales", "support"},
    **{
        f"staff_translations.{name}": TRANSLATORS
        for name in ("view", "text", "save", "undo", "files", "export", "receive", "file", "apply")
    },
}
# The door itself: open to strangers, and useless to them without a password and a code.
DOOR = {
    "staff_entrance.sign_in",
    "staff_entrance.check_password",
    "staff_entrance.code",
    "staff_entrance.check_code",
    "staff_entrance.telephone",
    "staff_entrance.enrol",
    "staff_entrance.qr",
    "staff_entrance.password",
    "staff_entrance.set_password",
}
