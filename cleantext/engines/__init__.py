"""Adapters to the engines of clusters: Ray, Spark, Hugging Face datasets, datatrove.

Each is a thin layer over `cleantext.batches`, for tables in hand (`ray`, `spark`, `datasets`, `datatrove`), or over `cleantext.shards`,
for whole runs over files (`ray_run`, `spark_run`). An adapter needs its engine: ``pip install 'cleantext-corpus[ray]'``, and so on.
"""
