"""What articles are about, as vectors of numbers, for suggestions by meaning."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Embedding(Base):
    """The vector of one article's headline and first words, as one model made it."""

    __tablename__ = "embedding"

    article_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="article")
    model: Mapped[str] = mapped_column(String(40), comment="name and version of the model")
    change: Mapped[int] = mapped_column(Number, comment="number of the indexing that the text was taken from")
    text_sha256: Mapped[str] = mapped_column(String(64), comment="digest of the headline and words given to the model")
    vector: Mapped[bytes] = mapped_column(LargeBinary, comment="one signed byte a number, 127 for 0.2")
