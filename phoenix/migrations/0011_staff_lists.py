"""Indexes for the staff's lists: each sort, and each choice with the usual sort, ends with the row's id."""

INDEXES = (
    ("customer_order_confirmed_at_id", "customer_order", ("confirmed_at", "id")),
    ("customer_order_state_confirmed_at_id", "customer_order", ("state", "confirmed_at", "id")),
    ("customer_order_country_confirmed_at_id", "customer_order", ("country", "confirmed_at", "id")),
    ("customer_order_organisation_id_confirmed_at_id", "customer_order", ("organisation_id", "confirmed_at", "id")),
    ("customer_order_gross_id", "customer_order", ("gross", "id")),
    ("invoice_issued_on_id", "invoice", ("issued_on", "id")),
    ("invoice_state_issued_on_id", "invoice", ("state", "issued_on", "id")),
    ("invoice_kind_issued_on_id", "invoice", ("kind", "issued_on", "id")),
    ("invoice_due_on_id", "invoice", ("due_on", "id")),
    ("invoice_gross_id", "invoice", ("gross", "id")),
    ("staff_act_at_id", "staff_act", ("at", "id")),
    ("staff_act_act_at_id", "staff_act", ("act", "at", "id")),
    ("staff_act_subject_at_id", "staff_act", ("subject", "at", "id")),
    ("data_request_state_id", "data_request", ("state", "id")),
    ("data_request_kind_id", "data_request", ("kind", "id")),
    ("data_request_country_id", "data_request", ("country", "id")),
    ("organisation_country_id", "organisation", ("country", "id")),
    ("payment_created_at_id", "payment", ("created_at", "id")),
    ("payment_state_created_at_id", "payment", ("state", "created_at", "id")),
    ("payment_method_kind_created_at_id", "payment", ("method_kind", "created_at", "id")),
    ("payment_currency_created_at_id", "payment", ("currency", "created_at", "id")),
    ("payment_organisation_id_created_at_id", "payment", ("organisation_id", "created_at", "id")),
    ("payment_amount_id", "payment", ("amount", "id")),
    ("attempt_reached_submitted_at", "attempt", ("reached", "submitted_at")),
    ("collection_state_due_on_id", "collection", ("state", "due_on", "id")),
    ("collection_due_on_id", "collection", ("due_on", "id")),
    ("collection_try_on_id", "collection", ("try_on", "id")),
    ("subscription_state_anchor_id", "subscription", ("state", "anchor", "id")),
    ("subscription_anchor_id", "subscription", ("anchor", "id")),
    ("subscription_country_anchor_id", "subscription", ("country", "anchor", "id")),
    ("subscription_state_term_end_id", "subscription", ("state", "term_end", "id")),
    ("subscription_state_next_due_on_id", "subscription", ("state", "next_due_on", "id")),
    ("vendor_task_due_on_id", "vendor_task", ("due_on", "id")),
)


def up(migrator, db):
    for name, table, columns in INDEXES:
        named = ", ".join(f'"{column}"' for column in columns)
        db.execute_sql(f'CREATE INDEX "{name}" ON "{table}" ({named})')
