"""The model without any of this project's savings: what the bench compares with.

The layers are computed one after the other as the published networks state them, from the
weights of this project's modules. Every guidance pass computes its conditions, tables, text
embeddings and modulations anew; convolutions are convolutions; the vocoder's doubled signal
stands in memory as a whole.
"""

from tests.bench.plain import bigvgan, f5, mmaudio

__all__ = ["bigvgan", "f5", "mmaudio"]
