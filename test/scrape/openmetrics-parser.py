# Reads an OpenMetrics answer with Python's prometheus_client and writes what it understood as JSON.
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def exemplar_of(sample):
    found = sample.exemplar
    return None if found is None else {"labels": found.labels, "value": found.value}


families = [
    {
        "name": family.name,
        "type": family.type,
        "help": family.documentation,
        "samples": [
            {"name": sample.name, "labels": sample.labels, "value": sample.value, "exemplar": exemplar_of(sample)}
            for sample in family.samples
        ],
    }
    for family in text_string_to_metric_families(sys.stdin.buffer.read().decode("utf-8"))
]
json.dump(families, sys.stdout)
