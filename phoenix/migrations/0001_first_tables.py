"""The tables that the shop opened with: a frozen copy, independent of today’s models."""

from peewee import *
from phoenix.database import JsonField
from phoenix.database import MinorField
from phoenix.database import UtcField


from phoenix.catalogue import ddl as search


def up(migrator, db):
    class Document(Model):
        code = CharField(unique=True)
        kind = CharField()
        class Meta:
            database = db
            table_name = 'document'
    db.create_tables([Document])

    class DocumentVersion(Model):
        document = ForeignKeyField(Document)
        number = IntegerField()
        source = TextField()
        facts = JsonField()
        text = TextField()
        sha256 = CharField(max_length=64)
        published_at = UtcField()
        in_force_on = DateField()
        class Meta:
            database = db
            table_name = 'document_version'
            indexes = ((('document', 'number'), True),)
    db.create_tables([DocumentVersion])

    class Acceptance(Model):
        person_id = IntegerField(null=True)
        organisation_id = IntegerField(index=True, null=True)
        order_id = IntegerField(index=True, null=True)
        version = ForeignKeyField(DocumentVersion)
        sha256 = CharField(max_length=64)
        language = CharField(max_length=2)
        at = UtcField()
        address = CharField()
        user_agent = TextField()
        class Meta:
            database = db
            table_name = 'acceptance'
    db.create_tables([Acceptance])

    class Organisation(Model):
        reference = CharField(unique=True)
        name = CharField()
        kind = CharField(default='professional')
        legal_type = CharField(default='company')
        country = CharField()
        siren = CharField(index=True, null=True)
        siret = CharField(null=True)
        vat_number = CharField(null=True)
        ice = CharField(index=True, null=True)
        rc = CharField(null=True)
        tax_id = CharField(null=True)
        address_line1 = CharField()
        address_line2 = CharField(default='')
        postal_code = CharField()
        city = CharField()
        vat_territory = CharField()
        phone = CharField(default='')
        billing_email = CharField(null=True)
        created_at = UtcField()
        closed_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'organisation'
    db.create_tables([Organisation])

    class Person(Model):
        organisation = ForeignKeyField(Organisation)
        username = CharField()
        username_key = CharField(unique=True)
        email = CharField()
        email_key = CharField(unique=True)
        password_hash = CharField()
        first_name = CharField()
        last_name = CharField()
        job_title = CharField(default='')
        phone = CharField(default='')
        language = CharField(default='fr')
        email_confirmed_at = UtcField(null=True)
        power_declared_at = UtcField()
        totp_secret = CharField(null=True)
        totp_confirmed_at = UtcField(null=True)
        totp_last_step = BigIntegerField(default=0)
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'person'
    db.create_tables([Person])

    class Order(Model):
        number = CharField(unique=True)
        key = CharField(unique=True)
        organisation = ForeignKeyField(Organisation)
        person = ForeignKeyField(Person, null=True)
        seller_code = CharField()
        country = CharField()
        currency = CharField()
        language = CharField()
        state = CharField(default='prepared')
        net = MinorField()
        vat = MinorField()
        gross = MinorField()
        facts = TextField()
        purchase_reference = CharField(default='')
        created_at = UtcField()
        confirmed_at = UtcField(null=True)
        paid_at = UtcField(null=True)
        address = CharField(default='')
        user_agent = TextField(default='')
        previous = ForeignKeyField('self', null=True)
        superseded_by = ForeignKeyField('self', null=True)
        cart_id = IntegerField(null=True)
        cart_round = IntegerField(null=True)
        summary_sha = CharField(null=True)
        class Meta:
            database = db
            table_name = 'customer_order'
            indexes = ((('organisation', 'state', 'id'), False), (('organisation', 'id'), False), (('state', 'created_at'), False), (('cart_id', 'cart_round'), False))
    db.create_tables([Order])

    class Invoice(Model):
        number = CharField(unique=True)
        seller_code = CharField()
        kind = CharField()
        organisation = ForeignKeyField(Organisation)
        order = ForeignKeyField(Order, null=True)
        corrects = ForeignKeyField('self', null=True)
        issued_on = DateField()
        due_on = DateField()
        currency = CharField()
        net = MinorField()
        vat = MinorField()
        gross = MinorField()
        state = CharField(default='issued')
        facts = TextField()
        pdf_sha = CharField(null=True)
        xml_sha = CharField(null=True)
        platform_status = CharField(default='not sent')
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'invoice'
            indexes = ((('organisation', 'issued_on', 'id'), False), (('seller_code', 'issued_on', 'id'), False), (('order', 'kind'), False))
    db.create_tables([Invoice])

    class PaymentMethod(Model):
        organisation = ForeignKeyField(Organisation)
        stripe_id = CharField(unique=True)
        stripe_customer = CharField()
        kind = CharField()
        brand = CharField(default='')
        last4 = CharField()
        country = CharField(null=True)
        exp_month = IntegerField(null=True)
        exp_year = IntegerField(null=True)
        bank_code = CharField(null=True)
        fingerprint = CharField(null=True)
        holder = CharField(default='')
        created_at = UtcField()
        chosen_at = UtcField(null=True)
        removed_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'payment_method'
            indexes = ((('organisation', 'removed_at'), False),)
    db.create_tables([PaymentMethod])

    class Payment(Model):
        reference = CharField(unique=True)
        organisation = ForeignKeyField(Organisation)
        order = ForeignKeyField(Order, unique=True, null=True)
        invoice = ForeignKeyField(Invoice, null=True)
        amount = MinorField()
        currency = CharField()
        state = CharField(index=True, default='new')
        method_kind = CharField()
        method = ForeignKeyField(PaymentMethod, null=True)
        language = CharField(default='fr')
        created_at = UtcField()
        confirmed_at = UtcField(null=True)
        settled_at = UtcField(null=True)
        disputed_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'payment'
    db.create_tables([Payment])

    class Attempt(Model):
        payment = ForeignKeyField(Payment)
        number = IntegerField()
        key = CharField(unique=True)
        method = ForeignKeyField(PaymentMethod)
        kind = CharField()
        stripe_customer = CharField()
        stripe_method = CharField()
        amount = MinorField()
        currency = CharField()
        off_session = BooleanField(default=False)
        reached = CharField(index=True, default='new')
        dispute = CharField(null=True)
        intent_id = CharField(unique=True, null=True)
        submitted_at = UtcField()
        called_at = UtcField(null=True)
        closed_at = UtcField(null=True)
        error_code = CharField(null=True)
        decline_code = CharField(null=True)
        class Meta:
            database = db
            table_name = 'attempt'
            indexes = ((('payment', 'number'), True),)
    db.create_tables([Attempt])

    class Cart(Model):
        key = CharField(unique=True)
        organisation = ForeignKeyField(Organisation, unique=True, null=True)
        country = CharField()
        notice = CharField(default='')
        round = IntegerField(default=0)
        updated_at = UtcField(index=True)
        class Meta:
            database = db
            table_name = 'cart'
    db.create_tables([Cart])

    class Family(Model):
        slug = CharField(unique=True, max_length=60)
        name_fr = CharField(max_length=120)
        name_en = CharField(max_length=120)
        intro_fr = TextField(default='')
        intro_en = TextField(default='')
        position = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'family'
    db.create_tables([Family])

    class Publisher(Model):
        slug = CharField(unique=True, max_length=60)
        name = CharField(max_length=120)
        class Meta:
            database = db
            table_name = 'publisher'
    db.create_tables([Publisher])

    class Product(Model):
        slug = CharField(unique=True, max_length=120)
        reference = CharField(unique=True, max_length=40)
        kind = CharField(max_length=20)
        family = ForeignKeyField(Family, on_delete='RESTRICT')
        publisher = ForeignKeyField(Publisher, on_delete='RESTRICT')
        name_fr = CharField(max_length=200)
        name_en = CharField(max_length=200)
        summary_fr = TextField(default='')
        summary_en = TextField(default='')
        description_fr = JsonField(default=list)
        description_en = JsonField(default=list)
        limits_fr = TextField(null=True)
        limits_en = TextField(null=True)
        third_party_fr = TextField(null=True)
        third_party_en = TextField(null=True)
        keywords = TextField(default='')
        related = JsonField(default=list)
        unit = CharField(max_length=20)
        min_quantity = IntegerField(default=1)
        max_quantity = IntegerField(default=100000)
        valid_from = DateField(null=True)
        valid_until = DateField(null=True)
        sold_fr = BooleanField(default=True)
        sold_ma = BooleanField(default=True)
        active = BooleanField(default=True)
        position = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'product'
            indexes = ((('active', 'sold_fr', 'position'), False), (('active', 'sold_ma', 'position'), False))
    db.create_tables([Product])

    class Plan(Model):
        product = ForeignKeyField(Product, on_delete='RESTRICT')
        code = CharField(unique=True, max_length=60)
        commitment = CharField(max_length=10)
        billing = CharField(max_length=10)
        vendor_window_hours = IntegerField(null=True)
        withdrawn_on = DateField(null=True)
        position = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'plan'
            indexes = ((('product', 'commitment', 'billing'), True),)
    db.create_tables([Plan])

    class CartItem(Model):
        cart = ForeignKeyField(Cart, on_delete='CASCADE')
        plan = ForeignKeyField(Plan, on_delete='CASCADE')
        quantity = IntegerField()
        seen_price = MinorField()
        seen_currency = CharField()
        class Meta:
            database = db
            table_name = 'cart_item'
            indexes = ((('cart', 'plan'), True),)
    db.create_tables([CartItem])

    class ContactMessage(Model):
        key = CharField(unique=True)
        subject = CharField()
        name = CharField()
        organisation_name = CharField(default='')
        email = CharField()
        body = TextField()
        language = CharField()
        country = CharField()
        network = CharField(index=True)
        created_at = UtcField(index=True)
        class Meta:
            database = db
            table_name = 'contact_message'
    db.create_tables([ContactMessage])

    class ContactPreference(Model):
        person = ForeignKeyField(Person, on_delete='CASCADE')
        channel = CharField()
        allowed = BooleanField()
        source = CharField(default='preferences')
        address = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'contact_preference'
            indexes = ((('person', 'channel', 'at'), False),)
    db.create_tables([ContactPreference])

    class InvoiceEvent(Model):
        invoice = ForeignKeyField(Invoice)
        kind = CharField()
        key = CharField(unique=True, null=True)
        detail = JsonField(default=dict)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'invoice_event'
    db.create_tables([InvoiceEvent])

    class OrderLine(Model):
        order = ForeignKeyField(Order)
        position = IntegerField()
        plan = ForeignKeyField(Plan)
        product_reference = CharField()
        name = TextField()
        publisher = CharField(default='')
        kind = CharField()
        unit = CharField()
        commitment = CharField()
        billing = CharField()
        quantity = IntegerField()
        unit_price = MinorField()
        net = MinorField()
        vat_rate = IntegerField()
        parent_position = IntegerField(null=True)
        class Meta:
            database = db
            table_name = 'order_line'
            indexes = ((('order', 'position'), True),)
    db.create_tables([OrderLine])

    class InvoiceLine(Model):
        invoice = ForeignKeyField(Invoice)
        position = IntegerField()
        order_line = ForeignKeyField(OrderLine, null=True)
        subscription_id = IntegerField(index=True, null=True)
        label = TextField()
        quantity = IntegerField()
        unit_price = MinorField()
        net = MinorField()
        vat_rate = IntegerField()
        period_start = DateField(null=True)
        period_end = DateField(null=True)
        class Meta:
            database = db
            table_name = 'invoice_line'
            indexes = ((('invoice', 'position'), True),)
    db.create_tables([InvoiceLine])

    class Job(Model):
        kind = CharField()
        key = CharField(unique=True)
        payload = JsonField()
        created_at = UtcField()
        due_at = UtcField()
        attempts = IntegerField(default=0)
        claimed_at = UtcField(null=True)
        done_at = UtcField(index=True, null=True)
        error = TextField(null=True)
        class Meta:
            database = db
            table_name = 'outbox_job'
            indexes = ((('done_at', 'due_at'), False),)
    db.create_tables([Job])

    class LoginSession(Model):
        person = ForeignKeyField(Person, on_delete='CASCADE')
        token_hash = CharField(unique=True)
        created_at = UtcField()
        last_seen_at = UtcField()
        ended_at = UtcField(null=True)
        address = CharField(default='')
        user_agent = CharField(default='')
        class Meta:
            database = db
            table_name = 'login_session'
    db.create_tables([LoginSession])

    class Subscription(Model):
        number = CharField(unique=True)
        organisation = ForeignKeyField(Organisation)
        plan = ForeignKeyField(Plan)
        order_line = ForeignKeyField(OrderLine, unique=True)
        seller_code = CharField()
        country = CharField()
        currency = CharField()
        name = TextField()
        unit = CharField()
        commitment = CharField()
        billing = CharField()
        vat_rate = IntegerField()
        anchor = DateField()
        state = CharField(default='active')
        renewal = CharField(default='renew')
        vendor_window_hours = IntegerField(null=True)
        ended_on = DateField(null=True)
        next_due_on = DateField(index=True, null=True)
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'subscription'
            indexes = ((('organisation', 'state', 'id'), False),)
    db.create_tables([Subscription])

    class Lot(Model):
        subscription = ForeignKeyField(Subscription)
        quantity = IntegerField()
        added_on = DateField()
        added_at = UtcField()
        shrinkable_until = UtcField(null=True)
        removed_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'lot'
    db.create_tables([Lot])

    class Mandate(Model):
        method = ForeignKeyField(PaymentMethod, unique=True)
        organisation = ForeignKeyField(Organisation)
        reference = CharField(unique=True)
        stripe_id = CharField(unique=True, null=True)
        status = CharField(default='active')
        text = TextField()
        language = CharField()
        signed_at = UtcField()
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        address = CharField(default='')
        user_agent = CharField(default='')
        creditor_identifier = CharField(null=True)
        last_debited_at = UtcField(null=True)
        ended_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'mandate'
    db.create_tables([Mandate])

    class Message(Model):
        key = CharField(unique=True)
        kind = CharField(index=True)
        organisation_id = IntegerField(index=True, null=True)
        to_address = CharField(index=True)
        language = CharField()
        country = CharField()
        context = JsonField()
        attachments = JsonField(default=list)
        subject = TextField(null=True)
        raw_sha256 = CharField(null=True)
        created_at = UtcField(index=True)
        sent_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'message'
    db.create_tables([Message])

    class OrderSeries(Model):
        seller_code = CharField()
        year = IntegerField()
        last_number = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'order_series'
            indexes = ((('seller_code', 'year'), True),)
    db.create_tables([OrderSeries])

    class PackItem(Model):
        pack = ForeignKeyField(Product, on_delete='CASCADE')
        plan = ForeignKeyField(Plan, on_delete='RESTRICT')
        quantity = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'pack_item'
            indexes = ((('pack', 'plan'), True),)
    db.create_tables([PackItem])

    class Refund(Model):
        reference = CharField(unique=True)
        payment = ForeignKeyField(Payment)
        attempt = ForeignKeyField(Attempt)
        amount = MinorField()
        reason = TextField(default='')
        origin = CharField(default='shop')
        requested_by = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        state = CharField(index=True, default='submitted')
        stripe_id = CharField(unique=True, null=True)
        created_at = UtcField()
        called_at = UtcField(null=True)
        booked_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'refund'
    db.create_tables([Refund])

    class PaymentEvent(Model):
        payment = ForeignKeyField(Payment)
        attempt = ForeignKeyField(Attempt, null=True)
        refund = ForeignKeyField(Refund, null=True)
        source = CharField()
        before = CharField()
        after = CharField()
        detail = JsonField(default=dict)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'payment_event'
    db.create_tables([PaymentEvent])

    class PendingSignUp(Model):
        key_hash = CharField(unique=True)
        email_key = CharField(index=True)
        form = JsonField()
        language = CharField()
        country = CharField()
        cart_key = CharField(null=True)
        address = CharField(default='')
        created_at = UtcField()
        used_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'pending_sign_up'
    db.create_tables([PendingSignUp])

    class Term(Model):
        subscription = ForeignKeyField(Subscription)
        number = IntegerField()
        start = DateField()
        end = DateField()
        unit_price = MinorField()
        opened_at = UtcField()
        class Meta:
            database = db
            table_name = 'term'
            indexes = ((('subscription', 'number'), True), (('end',), False))
    db.create_tables([Term])

    class Period(Model):
        subscription = ForeignKeyField(Subscription)
        term = ForeignKeyField(Term)
        start = DateField()
        end = DateField()
        invoice = ForeignKeyField(Invoice, null=True)
        class Meta:
            database = db
            table_name = 'period'
            indexes = ((('subscription', 'start'), True),)
    db.create_tables([Period])

    class Price(Model):
        plan = ForeignKeyField(Plan, on_delete='RESTRICT')
        country = CharField(max_length=2)
        currency = CharField(max_length=3)
        amount = MinorField()
        valid_from = DateField()
        created_at = UtcField()
        set_by = CharField(null=True, max_length=120)
        class Meta:
            database = db
            table_name = 'price'
            indexes = ((('plan', 'country', 'valid_from'), True),)
    db.create_tables([Price])

    class ProfileChange(Model):
        organisation = ForeignKeyField(Organisation)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        field = CharField()
        old = TextField(default='')
        new = TextField(default='')
        address = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'profile_change'
            indexes = ((('organisation', 'at'), False),)
    db.create_tables([ProfileChange])

    class RecoveryCode(Model):
        person = ForeignKeyField(Person, on_delete='CASCADE')
        code_hash = CharField()
        created_at = UtcField()
        used_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'recovery_code'
    db.create_tables([RecoveryCode])

    class SearchText(Model):
        product = ForeignKeyField(Product, primary_key=True, on_delete='CASCADE')
        names = TextField()
        text_fr = TextField()
        text_en = TextField()
        sort_fr = TextField()
        sort_en = TextField()
        class Meta:
            database = db
            table_name = 'search_text'
    db.create_tables([SearchText])

    class SearchWord(Model):
        language = CharField(max_length=2)
        word = CharField(max_length=40)
        uses = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'search_word'
            primary_key = CompositeKey('language', 'word')
    db.create_tables([SearchWord])

    class Series(Model):
        seller_code = CharField()
        kind = CharField()
        last_number = IntegerField(default=0)
        last_date = DateField(null=True)
        class Meta:
            database = db
            table_name = 'invoice_series'
            indexes = ((('seller_code', 'kind'), True),)
    db.create_tables([Series])

    class SignIn(Model):
        kind = CharField(default='sign_in')
        account_key = CharField()
        network = CharField()
        person = ForeignKeyField(Person, null=True, on_delete='CASCADE')
        succeeded = BooleanField()
        address = CharField(default='')
        user_agent = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'sign_in'
            indexes = ((('account_key', 'at'), False), (('network', 'at'), False), (('person', 'at'), False))
    db.create_tables([SignIn])

    class SiteStamp(Model):
        value = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'site_stamp'
    db.create_tables([SiteStamp])

    class StripeCustomer(Model):
        organisation = ForeignKeyField(Organisation, unique=True)
        stripe_id = CharField(unique=True)
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'stripe_customer'
    db.create_tables([StripeCustomer])

    class SubscriptionEvent(Model):
        subscription = ForeignKeyField(Subscription)
        kind = CharField()
        detail = JsonField(default=dict)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'subscription_event'
            indexes = ((('subscription', 'at'), False),)
    db.create_tables([SubscriptionEvent])

    class VersionPdf(Model):
        version = ForeignKeyField(DocumentVersion)
        language = CharField(max_length=2)
        content_sha256 = CharField(max_length=64)
        file_sha256 = CharField(max_length=64)
        made_at = UtcField()
        class Meta:
            database = db
            table_name = 'version_pdf'
            indexes = ((('version', 'language', 'content_sha256'), True),)
    db.create_tables([VersionPdf])

    class WebhookEvent(Model):
        stripe_id = CharField(unique=True)
        type = CharField()
        object_id = CharField(null=True)
        received_at = UtcField()
        class Meta:
            database = db
            table_name = 'webhook_event'
    db.create_tables([WebhookEvent])
    search.apply(db)
