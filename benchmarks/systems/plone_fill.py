"""Run inside Zope (`zconsole run zope.conf plone_fill.py JSON`): fill a site with posts."""

import json
import sys
from pathlib import Path

import transaction
from DateTime import DateTime
from plone import api
from plone.app.textfield.value import RichTextValue
from Products.CMFPlone.factory import addPloneSite
from zope.component.hooks import setSite

site = addPloneSite(
    app,  # noqa: F821  # zconsole's name for the root
    "werra", title="Werrablick", default_language="de", setup_content=False,
    extension_ids=["plone.app.contenttypes:default", "plonetheme.barceloneta:default"],
)  # fmt: skip
setSite(site)
app.acl_users._doAddUser("redaktion", "x", ["Manager"], [])  # noqa: F821
from AccessControl.SecurityManagement import newSecurityManager  # noqa: E402

newSecurityManager(None, app.acl_users.getUser("admin").__of__(app.acl_users))  # noqa: F821
for post in json.loads(Path(sys.argv[-1]).read_text(encoding="utf-8")):
    item = api.content.create(site, "News Item", post["slug"], title=post["title"],
                              description=post["lead"], subject=post["tags"])  # fmt: skip
    item.text = RichTextValue(post["body"], "text/html", "text/x-html-safe")
    api.content.transition(item, "publish")
    item.effective_date = DateTime(post["at"])
    item.creation_date = DateTime(post["at"])
    item.setModificationDate(DateTime(post["changed"]))
    item.reindexObject()
api.portal.set_registry_record("plone.display_publication_date_in_byline", True)
api.portal.set_registry_record("plone.allow_anon_views_about", True)
transaction.commit()
print("filled")
