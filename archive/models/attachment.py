"""Documents that articles link to as their own."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Attachment(Base):
    """One document of an article: known from its page, fetched afterwards."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("article_id", "url"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    url: Mapped[str] = mapped_column(comment="address")
    name: Mapped[str] = mapped_column(comment="as the page names it")
    kind: Mapped[str] = mapped_column(String(8), comment="pdf, doc, docx, wps, ofd, xls, xlsx")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="its bytes; empty until fetched")
    text: Mapped[str] = mapped_column(default="", comment="its text, where it could be read")
    detail: Mapped[str] = mapped_column(default="", comment="why there are no bytes or no text, such as encrypted")
