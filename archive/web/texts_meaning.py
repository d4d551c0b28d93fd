"""The words beside suggestions by meaning."""

MEANING = {
    "meaning": ("意思相近的文章", "Near in meaning"),
    "meaning-ask": ("再找意思相近的文章", "Look also by meaning"),
    "meaning-none": ("没有意思相近的文章，或尚未建立语义向量。", "None, or no vectors have been made yet."),
    "meaning-words": (
        "由语言模型推测，可能不含检索词，不计入总数、分面和导出。",
        "Guessed by a language model: the words need not stand in them, and no total, facet or export counts them.",
    ),
    "meaning-beside": ("由语言模型推测。", "Guessed by a language model."),
}
