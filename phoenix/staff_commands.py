"""`flask --app app staff …`: who works here. Passwords are chosen by link, never typed into a command."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from phoenix.accounts.rules import Refused
from phoenix.team import service
from phoenix.team.models import StaffMember
from phoenix.team.rules import ROLES, UnknownRole

staff = AppGroup("staff", help="Members of the staff, who work at /equipe.")
LAST = "Nobody else who can sign in would administer: give somebody the role admin first."
ROLE = click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be repeated.")


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="First and last name.")
@ROLE
@click.option("--language", default="fr", type=click.Choice(("fr", "en")), show_default=True)
def add(email: str, name: str, roles: tuple[str, ...], language: str):
    """Add a member and print the link by which they choose a password, once, within three days."""
    if not name.strip():
        raise click.ClickException("Give the member's name: --name \"Camille Martin\".")
    try:
        member = service.add(email, name.strip(), roles, language)
    except service.Taken:
        raise click.ClickException(f"{email} is a member already: see `staff list`.") from None
    except Refused:
        raise click.ClickException(f"{email} is no e-mail address.") from None
    _say_link(member)


@staff.command("list")
def list_members():
    """Everybody, with roles, and what is missing before they can sign in."""
    for member in service.everybody():
        click.echo(f"{member.email}  {member.name}  {' '.join(member.roles)}  {_standing(member)}")


@staff.command("roles")
@click.argument("email")
@ROLE
def roles(email: str, roles: tuple[str, ...]):
    """Give a member these roles instead of the former ones."""
    try:
        member = _named(email)
        service.change_roles(member, roles)
    except UnknownRole as unknown:
        raise click.ClickException(f"No such role: {unknown}") from None
    except service.LastAdmin:
        raise click.ClickException(LAST) from None
    click.echo(f"{member.email}: {' '.join(member.roles)}")


@staff.command("link")
@click.argument("email")
@click.option("--lost-telephone", is_flag=True, help="Also forget the telephone and the recovery codes.")
def link(email: str, lost_telephone: bool):
    """Print a link to choose another password; the present one holds until then."""
    member = _named(email)
    if member.disabled_at:
        raise click.ClickException(f"{email} has left: `staff enable {email}` first.")
    if lost_telephone:
        service.forget_telephone(member)
    _say_link(member)


@staff.command("disable")
@click.argument("email")
def disable(email: str):
    """Sign a member out everywhere and let them in no more; their acts stay in the log."""
    try:
        service.disable(_named(email))
    except service.LastAdmin:
        raise click.ClickException(LAST) from None
    click.echo(f"{email} is signed out and cannot sign in any more.")


@staff.command("enable")
@click.argument("email")
def enable(email: str):
    """Let a member who had left sign in again."""
    service.enable(_named(email))
    click.echo(f"{email} may sign in again.")


def _named(email: str) -> StaffMember:
    try:
        return service.named(email)
    except service.NoSuchMember:
        raise click.ClickException(f"Nobody of the staff has the address {email}: see `staff list`.") from None


def _say_link(member: StaffMember) -> None:
    click.echo(f"{member.name} chooses a password here, once, within three days:")
    click.echo(service.password_link(member))


def _standing(member: StaffMember) -> str:
    if member.disabled_at:
        return "left"
    if not member.password_hash:
        return "has no password yet"
    return "ready" if member.has_totp else "enrols a telephone at the next sign-in"
