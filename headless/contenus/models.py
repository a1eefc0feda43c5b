"""What the API gives of each page, kept as the bytes that are sent."""

from django.db import models

from pages.models import PageEditoriale


class ContenuRendu(models.Model):
    """The body of one page, as `/api/v3/pages/{id}/` gives it; null from a change until it is written again.

    `version` grows with every change of what the body is made of: a body made from what was read before a change
    finds another version, and is not kept. `forme` is that of the code that wrote it.
    """

    page = models.OneToOneField(
        PageEditoriale, primary_key=True, on_delete=models.CASCADE, related_name="contenu_rendu", verbose_name="page"
    )
    version = models.PositiveBigIntegerField(default=1)
    forme = models.CharField(max_length=32, blank=True)
    corps = models.BinaryField(null=True)

    class Meta:
        verbose_name = "contenu rendu"
        verbose_name_plural = "contenus rendus"
        indexes = [models.Index(fields=["page"], condition=models.Q(corps__isnull=True), name="contenu_a_rendre")]

    def __str__(self) -> str:
        return f"contenu de la page {self.page_id}"
