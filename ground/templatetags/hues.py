"""The colours of the site in a template that no stylesheet reaches."""

from django import template

from ground.hues import hue

register = template.Library()
register.simple_tag(hue)
