"""All page families. A new one is a module with a `router`, and one line here."""

from fastapi import APIRouter

from app.web import (
    audit,
    campaign_vendors,
    campaigns,
    catalogs,
    certificate_page,
    certificate_register,
    comparison,
    identity,
    lookups,
    mails,
    members,
    misc,
    questionnaires,
    responses,
    reviews,
    scorecards,
    vendor_answering,
    vendor_certificates,
    vendor_evidence,
    vendor_reading,
    vendor_shortcuts,
    vendor_submit,
    vendor_welcome,
    vendors,
)

# In the order in which addresses are tried: saving an answer happens a hundred times as often as anything else.
ROUTERS: tuple[APIRouter, ...] = (
    vendor_answering.router,
    misc.router,
    identity.router,
    members.router,
    audit.router,
    questionnaires.router,
    catalogs.router,
    scorecards.router,
    responses.router,
    certificate_page.router,
    reviews.router,
    lookups.router,
    comparison.router,
    certificate_register.router,
    campaigns.router,
    campaign_vendors.router,
    mails.router,
    vendors.router,
    vendor_welcome.router,
    vendor_submit.router,
    vendor_evidence.router,
    vendor_reading.router,  # before certificates, whose addresses take any word for an id
    vendor_certificates.router,
    vendor_shortcuts.router,
)
