"""Who of the staff may use which route: the table that test_staff_routes.py holds the code to."""

ALL = {"admin", "sales", "support", "accounting", "translator"}
ADMINS = {"admin"}
ACCOUNTANTS = {"admin", "accounting"}
SUPPORT = {"admin", "support"}
MONEY = {"admin", "support", "accounting"}
CUSTOMERS = {"admin", "sales", "support", "accounting"}
DESK = {"admin", "sales", "support", "accounting"}
SELLERS = {"admin", "sales"}
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
    "staff_data.view": SUPPORT,
    "staff_data.new": SUPPORT,
    "staff_data.enter": SUPPORT,
    "staff_data.one": SUPPORT,
    "staff_data.identity": SUPPORT,
    "staff_data.extend": SUPPORT,
    "staff_data.complete": SUPPORT,
    "staff_data.refuse": SUPPORT,
    "staff_data.erase": SUPPORT,
    "staff_data.copy": SUPPORT,
    "staff_erased.view": ACCOUNTANTS,
    "staff_erased.pdf": ACCOUNTANTS,
    "staff_claims.view": SUPPORT,
    "staff_claims.new": SUPPORT,
    "staff_claims.enter_new": SUPPORT,
    "staff_claims.one": SUPPORT,
    "staff_claims.answer": SUPPORT,
    "staff_claims.ask_papers": SUPPORT,
    "staff_claims.enter": SUPPORT,
    "staff_claims.close": SUPPORT,
    "staff_settlements.view": SUPPORT,
    "staff_settlements.record": SUPPORT,
    "staff_holidays.view": SUPPORT,
    "staff_holidays.say": SUPPORT,
    "staff_holidays.forget": SUPPORT,
    "staff_files.view": DESK,
    "staff_files.download": DESK,
    "staff_files.destroy": DESK,
    "staff_files.settle": DESK,
    "staff_messages.view": DESK,
    "staff_messages.one": DESK,
    "staff_messages.reply": DESK,
    "staff_messages.pass_on": DESK,
    "staff_messages.settle": DESK,
    "staff_messages.let_through": DESK,
    "staff_documents.view": {"admin", "sales", "support"},
    "staff_documents.write": ADMINS,
    "staff_documents.preview": ADMINS,
    "staff_documents.publish": ADMINS,
    "staff_audience.view": {"admin", "sales", "support"},
    "staff_organisations.view": CUSTOMERS,
    "staff_organisations.one": CUSTOMERS,
    "staff_order_list.view": CUSTOMERS,
    "staff_invoice_list.view": CUSTOMERS,
    "staff_closures.view": SUPPORT,
    "staff_closures.one": SUPPORT,
    "staff_closures.enter": SUPPORT,
    "staff_closures.enter_message": SUPPORT,
    "staff_closures.confirm": SUPPORT,
    "staff_notices.view": MONEY,
    "staff_notices.write": MONEY,
    "staff_notices.send": MONEY,
    "staff_notices.one": MONEY,
    "staff_notices.receive": MONEY,
    "staff_notices.remedy": MONEY,
    "staff_notices.suspend": SUPPORT,
    "staff_notices.close": SUPPORT,
    "staff_suspensions.fraud": SUPPORT,
    "staff_suspensions.suspend": SUPPORT,
    "staff_suspensions.close": SUPPORT,
    "staff_suspensions.lift": SUPPORT,
    **dict.fromkeys(
        (
            "staff_partners.view", "staff_partners.applications", "staff_partners.application", "staff_partners.approve",
            "staff_partners.refuse", "staff_partners.one", "staff_partners.change_level", "staff_partners.give_notice",
            "staff_partner_rates.level", "staff_partner_rates.set_for_level", "staff_partner_rates.set_for_partner",
        ),
        SELLERS,
    ),
    "staff_notices.end_partnership": SUPPORT,
    "staff_confirmations.view": CUSTOMERS,
    "staff_confirmations.ask": CUSTOMERS,
    "staff_confirmations.drop": CUSTOMERS,
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
